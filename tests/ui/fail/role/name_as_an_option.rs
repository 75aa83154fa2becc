use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query(name = "type")] kind: &str) -> Call<String>;
}

fn main() {}
