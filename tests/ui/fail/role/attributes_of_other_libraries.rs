use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[serde(rename = "type")] kind: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[header] #[rename("x-kind")] kind: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query("n")] #[default(5)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn d(&self, #[serde(skip_serializing_if = "Option::is_none")] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn e(&self, #[query_map] kind: &str) -> Call<String>;

    #[endpoint(post = "/jobs")]
    fn f(&self, #[form_data] kind: &str) -> Call<String>;

    #[endpoint(post = "/jobs")]
    fn g(&self, #[request_body] kind: &str) -> Call<String>;

    #[endpoint(get = "/jobs/{id}")]
    fn h(&self, #[path_param] id: &str) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn i(&self, #[arg] kind: &str) -> Call<String>;
}

fn main() {}
