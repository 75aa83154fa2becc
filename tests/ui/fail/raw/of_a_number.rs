use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body(raw)] job: u32) -> Call<String>;
}

fn main() {}
