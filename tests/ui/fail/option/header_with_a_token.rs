use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("authorization" = "Bearer {token}"))]
    fn list(&self, token: &str) -> Call<String>;
}

fn main() {}
