use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body] job: &str, #[body] note: &str) -> Call<String>;
}

fn main() {}
