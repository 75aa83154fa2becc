use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[query(skip_serializing_if = "Option::is_none")] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[query(optional)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query(required = true)] limit: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn d(&self, #[query(style = "form", explode = true)] tags: Vec<String>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn e(&self, #[query(u32)] limit: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn f(&self, #[query(min = 1)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn g(&self, #[header(name = "x-a", value = "1")] a: &str) -> Call<String>;

    #[endpoint(get = "/jobs/{id}")]
    fn h(&self, #[path(regex = "[0-9]+")] id: &str) -> Call<String>;
}

fn main() {}
