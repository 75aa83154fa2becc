use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "GET /jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
