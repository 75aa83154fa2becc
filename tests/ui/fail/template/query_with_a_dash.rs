use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs?api-version=2024-01-01")]
    fn list(&self) -> Call<String>;
}

fn main() {}
