use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> String;
}

fn main() {}
