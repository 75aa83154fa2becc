use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header = "X-Version: 1")]
    fn list(&self) -> Call<String>;
}

fn main() {}
