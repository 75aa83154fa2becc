use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query(default = -1)] limit: Option<u32>) -> Call<String>;
}

fn main() {}
