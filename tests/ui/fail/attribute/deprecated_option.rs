use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", deprecated)]
    fn list(&self) -> Call<String>;
}

fn main() {}
