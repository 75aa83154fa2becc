use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "30s" expect = 202)]
    fn list(&self) -> Call<String>;
}

fn main() {}
