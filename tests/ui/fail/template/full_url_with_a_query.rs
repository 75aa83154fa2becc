use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "https://api.example.com/jobs?limit=10")]
    fn list(&self) -> Call<String>;
}

fn main() {}
