use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "1m30s")]
    fn list(&self) -> Call<String>;
}

fn main() {}
