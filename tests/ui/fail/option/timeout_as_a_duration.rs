use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = Duration::from_secs(5))]
    fn list(&self) -> Call<String>;
}

fn main() {}
