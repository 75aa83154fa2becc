use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, id: &str, #[path("job")] job_id: &str) -> Call<String>;
}

fn main() {}
