use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body(default = 1)] job: Option<u8>) -> Call<String>;
}

fn main() {}
