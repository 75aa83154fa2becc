use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs?$filter={f}")]
    fn list(&self, f: &str) -> Call<String>;
}

fn main() {}
