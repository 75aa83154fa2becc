use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "30s", timeout = "1m")]
    fn list(&self) -> Call<String>;
}

fn main() {}
