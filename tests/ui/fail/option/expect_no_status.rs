use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = 2020)]
    fn list(&self) -> Call<String>;
}

fn main() {}
