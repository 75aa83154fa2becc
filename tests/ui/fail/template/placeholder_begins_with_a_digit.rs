use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{1e}")]
    fn list(&self) -> Call<String>;
}

fn main() {}
