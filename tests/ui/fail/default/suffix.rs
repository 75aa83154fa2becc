use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[query(default = 30s)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[query(default = 30u8)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query(default = "asc"s)] sort: Option<&str>) -> Call<String>;
}

fn main() {}
