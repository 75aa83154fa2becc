use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("x-a" = "1" "x-b" = "2"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
