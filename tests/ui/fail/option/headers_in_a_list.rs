use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", headers = ["X-Version: 1"])]
    fn list(&self) -> Call<String>;
}

fn main() {}
