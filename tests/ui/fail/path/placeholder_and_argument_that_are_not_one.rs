use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Serialize)]
struct Change;

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{job_id}")]
    fn a(&self, limit: Option<u32>) -> Call<String>;

    #[endpoint(get = "/jobs/{job_id}")]
    fn b(&self, dry_run: bool) -> Call<String>;

    #[endpoint(post = "/jobs/{job_id}")]
    fn c(&self, change: &Change) -> Call<String>;
}

fn main() {}
