use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("" = "1"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
