use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", get = "/tasks")]
    fn list(&self) -> Call<String>;
}

fn main() {}
