use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("version", "1"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
