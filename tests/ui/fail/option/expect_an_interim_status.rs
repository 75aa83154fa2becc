use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = 100)]
    fn list(&self) -> Call<String>;
}

fn main() {}
