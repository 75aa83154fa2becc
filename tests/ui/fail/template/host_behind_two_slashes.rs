use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "//api.example.com/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
