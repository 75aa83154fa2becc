use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{job id}")]
    fn status(&self, job_id: &str) -> Call<String>;
}

fn main() {}
