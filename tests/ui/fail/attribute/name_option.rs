use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", name = "list")]
    fn list(&self) -> Call<String>;
}

fn main() {}
