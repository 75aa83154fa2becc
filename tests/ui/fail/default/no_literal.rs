use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[query(default = Some(5))] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[query(default = None)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query(default = Sort::Asc)] sort: Option<String>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn d(&self, #[header("x-key", default = env!("KEY"))] key: Option<&str>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn e(&self, #[query(default = b"asc")] sort: Option<String>) -> Call<String>;
}

fn main() {}
