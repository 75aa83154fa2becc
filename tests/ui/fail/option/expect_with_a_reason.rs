use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = "200 OK")]
    fn list(&self) -> Call<String>;
}

fn main() {}
