use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("a" = "1"), query("b" = "2"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
