use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header("x-a" = "1")] a: &str) -> Call<String>;
}

fn main() {}
