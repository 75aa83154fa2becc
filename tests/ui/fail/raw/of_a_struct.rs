use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Serialize)]
struct Job {
    name: String,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body(raw)] job: &Job) -> Call<String>;
}

fn main() {}
