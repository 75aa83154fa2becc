use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{jobid}")]
    fn status(&self, job_id: &str) -> Call<String>;
}

fn main() {}
