use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get, post = "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
