use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs/{id}")]
    fn create(&self, id: Uuid, #[query] kind: &Kind, #[body] job: Job) -> Call<String>;
}

fn main() {}
