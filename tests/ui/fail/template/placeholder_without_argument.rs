use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{job_id}")]
    fn status(&self) -> Call<String>;
}

fn main() {}
