use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> Result<Vec<String>, endpoint::Error>;
}

fn main() {}
