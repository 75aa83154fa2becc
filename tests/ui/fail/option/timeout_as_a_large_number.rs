use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = 30_000)]
    fn list(&self) -> Call<String>;
}

fn main() {}
