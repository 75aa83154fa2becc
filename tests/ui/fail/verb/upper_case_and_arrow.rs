use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(POST => "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
