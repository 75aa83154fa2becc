use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    async fn list(&self) -> endpoint::Result<String>;
}

fn main() {}
