use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", method = "POST")]
    fn list(&self) -> Call<String>;
}

fn main() {}
