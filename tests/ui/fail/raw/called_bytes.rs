use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body(bytes)] job: &[u8]) -> Call<String>;
}

fn main() {}
