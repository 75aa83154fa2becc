use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[query("a", def)] limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[query("a", default)] sort: Option<&str>) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query(default =)] flag: Option<bool>) -> Call<String>;
}

fn main() {}
