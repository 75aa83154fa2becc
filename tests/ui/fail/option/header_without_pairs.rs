use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header())]
    fn list(&self) -> Call<String>;
}

fn main() {}
