use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn get(&self, #[path("job_id")] id: &str) -> Call<String>;
}

fn main() {}
