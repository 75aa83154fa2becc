use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[header("transfer-encoding")] value: &str) -> Call<String>;
}

fn main() {}
