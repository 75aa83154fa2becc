use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create<J>(&self, #[body] job: &J) -> Call<String>
    where
        Self: Sized;
}

fn main() {}
