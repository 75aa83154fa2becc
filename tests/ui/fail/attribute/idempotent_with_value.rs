use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", idempotent = true)]
    fn create(&self) -> Call<String>;
}

fn main() {}
