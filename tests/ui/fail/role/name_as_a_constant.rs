use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[header(http::header::ACCEPT)] n: &str) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[header(IF_MATCH)] n: &str) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query(names::LIMIT)] n: u32) -> Call<String>;
}

fn main() {}
