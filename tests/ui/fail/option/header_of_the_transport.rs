use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("host" = "example.com"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
