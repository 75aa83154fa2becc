use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> std::pin::Pin<Box<dyn Future<Output = String>>>;
}

fn main() {}
