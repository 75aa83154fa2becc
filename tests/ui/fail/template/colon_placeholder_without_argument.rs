use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/:id")]
    fn list(&self) -> Call<String>;
}

fn main() {}
