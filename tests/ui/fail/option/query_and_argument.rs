use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("limit" = "10"))]
    fn list(&self, #[query] limit: Option<u32>) -> Call<String>;
}

fn main() {}
