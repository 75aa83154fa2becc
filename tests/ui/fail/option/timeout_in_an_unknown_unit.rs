use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "2 days")]
    fn list(&self) -> Call<String>;
}

fn main() {}
