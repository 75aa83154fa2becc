use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", idempotent)]
    fn list(&self) -> Call<String>;
}

fn main() {}
