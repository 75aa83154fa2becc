use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs". timeout = "30s")]
    fn list(&self) -> Call<String>;
}

fn main() {}
