use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}/{kind}", idempotent)]
    async fn status(
        &mut self,
        #[qurey] limit: u32,
        #[query] kind: &str,
        name: &str,
        #[header("host")] host: &str,
        #[body] body: &str,
    ) -> Result<String, endpoint::Error>;
}

fn main() {}
