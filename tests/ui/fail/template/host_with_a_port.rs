use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "localhost:8080/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
