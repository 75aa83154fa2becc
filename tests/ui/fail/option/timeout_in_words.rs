use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "5 minutes")]
    fn list(&self) -> Call<String>;
}

fn main() {}
