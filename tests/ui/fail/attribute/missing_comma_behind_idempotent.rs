use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", idempotent timeout = "30s")]
    fn list(&self) -> Call<String>;
}

fn main() {}
