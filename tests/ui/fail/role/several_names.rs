use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, #[query(limit, page)] n: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[query("limit", rename = "n")] limit: u32) -> Call<String>;
}

fn main() {}
