use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[header("connection")] value: &str) -> Call<String>;
}

fn main() {}
