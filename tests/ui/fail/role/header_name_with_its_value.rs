use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header("X-A: 1")] n: &str) -> Call<String>;
}

fn main() {}
