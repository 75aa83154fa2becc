use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "https://api.example.com/v1/jobs")]
    fn status(&self) -> Call<String>;
}

fn main() {}
