use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = StatusCode::CREATED)]
    fn list(&self) -> Call<String>;
}

fn main() {}
