use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", auth = "key")]
    fn list(&self) -> Call<String>;
}

fn main() {}
