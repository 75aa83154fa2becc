use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/files")]
    fn list(&self, #[part] filter: &str) -> Call<String>;
}

fn main() {}
