use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", idempotency_key = "x")]
    fn list(&self) -> Call<String>;
}

fn main() {}
