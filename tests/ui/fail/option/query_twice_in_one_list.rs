use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("v" = "1", "v" = "2"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
