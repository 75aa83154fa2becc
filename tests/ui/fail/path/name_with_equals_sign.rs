use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn get(&self, #[path = "id"] job: &str) -> Call<String>;
}

fn main() {}
