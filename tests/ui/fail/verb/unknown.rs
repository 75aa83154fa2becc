use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(fetch = "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
