use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[query("limit=")] n: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[query("?limit")] n: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query(" limit")] n: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn d(&self, #[query("{limit}")] n: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn e(&self, #[query("a&b")] n: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn f(&self, #[query("page size")] n: u32) -> Call<String>;
}

fn main() {}
