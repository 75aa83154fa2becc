use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body(raw)] job: impl serde::Serialize) -> Call<String>;
}

fn main() {}
