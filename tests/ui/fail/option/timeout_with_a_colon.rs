use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout: "5s")]
    fn list(&self) -> Call<String>;
}

fn main() {}
