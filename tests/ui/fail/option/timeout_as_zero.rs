use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = 0)]
    fn list(&self) -> Call<String>;
}

fn main() {}
