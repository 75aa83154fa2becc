use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header("a b")] a: &str);
}

fn main() {}
