use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[query(5)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[query("n", 5)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query = 5] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn d(&self, #[query("n" = 5)] limit: Option<u32>) -> Call<String>;
}

fn main() {}
