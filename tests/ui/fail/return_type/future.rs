use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> impl Future<Output = endpoint::Result<String>>;
}

fn main() {}
