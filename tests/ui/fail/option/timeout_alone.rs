use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout)]
    fn list(&self) -> Call<String>;
}

fn main() {}
