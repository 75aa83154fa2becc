use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = None)]
    fn list(&self) -> Call<String>;
}

fn main() {}
