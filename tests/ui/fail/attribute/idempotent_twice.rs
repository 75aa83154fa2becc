use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", idempotent, idempotent)]
    fn list(&self) -> Call<String>;
}

fn main() {}
