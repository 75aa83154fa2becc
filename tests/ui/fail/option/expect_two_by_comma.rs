use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = 200, 204)]
    fn list(&self) -> Call<String>;
}

fn main() {}
