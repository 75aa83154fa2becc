use endpoint::{Call, Endpoints, endpoint};

struct Job {
    name: String,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body] job: &Job) -> Call<String>;
}

fn main() {}
