use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{job_id}")]
    fn status(&self, #[query] job_id: &str) -> Call<String>;
}

fn main() {}
