use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}/items/{item_id}")]
    fn item(&self, job_id: &str, item: &str) -> Call<String>;
}

fn main() {}
