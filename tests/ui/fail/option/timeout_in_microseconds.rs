use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "100us")]
    fn list(&self) -> Call<String>;
}

fn main() {}
