use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/v1///jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
