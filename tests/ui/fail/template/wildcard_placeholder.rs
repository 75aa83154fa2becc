use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/files/{*path}")]
    fn status(&self, path: &str) -> Call<String>;
}

fn main() {}
