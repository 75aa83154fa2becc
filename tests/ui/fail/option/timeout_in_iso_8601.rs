use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "PT1M30S")]
    fn list(&self) -> Call<String>;
}

fn main() {}
