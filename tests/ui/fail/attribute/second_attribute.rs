use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    #[endpoint(get = "/tasks")]
    fn list(&self) -> Call<String>;
}

fn main() {}
