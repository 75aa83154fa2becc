use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", "/tasks")]
    fn list(&self) -> Call<String>;
}

fn main() {}
