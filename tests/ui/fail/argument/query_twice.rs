use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] kind: &str, #[query("kind")] other: &str) -> Call<String>;
}

fn main() {}
