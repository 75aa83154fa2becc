use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/{id}/{job}")]
    fn get(&self, #[path("job")] id: &str) -> Call<String>;
}

fn main() {}
