use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("v" = "1", "v" = "1"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
