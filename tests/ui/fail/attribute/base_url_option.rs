use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", base_url = "https://api.example.com")]
    fn list(&self) -> Call<String>;
}

fn main() {}
