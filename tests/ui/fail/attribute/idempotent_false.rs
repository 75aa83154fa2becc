use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", idempotent = false)]
    fn create(&self) -> Call<String>;
}

fn main() {}
