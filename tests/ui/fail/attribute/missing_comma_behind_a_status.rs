use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", expect = 202 idempotent)]
    fn list(&self) -> Call<String>;
}

fn main() {}
