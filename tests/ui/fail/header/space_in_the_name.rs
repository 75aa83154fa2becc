use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header("temporal namespace")] namespace: &str) -> Call<String>;
}

fn main() {}
