use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body] job: impl Send) -> Call<String>
    where
        Self: Sized;
}

fn main() {}
