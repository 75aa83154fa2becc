use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Deserialize)]
struct Job {
    id: String,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = 204)]
    fn get(&self) -> Call<Job>;
}

fn main() {}
