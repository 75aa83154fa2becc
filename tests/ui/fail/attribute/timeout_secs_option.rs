use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout_secs = 30)]
    fn list(&self) -> Call<String>;
}

fn main() {}
