use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = 2xx)]
    fn list(&self) -> Call<String>;
}

fn main() {}
