use endpoint::{Call, Endpoints, endpoint};

const LIMIT: u32 = 20;

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query("size", default = LIMIT)] limit: Option<u32>) -> Call<String>;
}

fn main() {}
