use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[header("content-length")] value: &str) -> Call<String>;
}

fn main() {}
