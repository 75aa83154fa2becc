use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(path = "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
