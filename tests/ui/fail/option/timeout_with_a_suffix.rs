use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "30"s)]
    fn list(&self) -> Call<String>;
}

fn main() {}
