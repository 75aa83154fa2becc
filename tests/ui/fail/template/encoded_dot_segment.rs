use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/v1/%2e%2E/jobs")]
    fn status(&self) -> Call<String>;
}

fn main() {}
