use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", non_idempotent)]
    fn list(&self) -> Call<String>;
}

fn main() {}
