use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", retries = 3)]
    fn list(&self) -> Call<String>;
}

fn main() {}
