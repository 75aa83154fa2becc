use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(GET, path = "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
