use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", idempotant)]
    fn list(&self) -> Call<String>;
}

fn main() {}
