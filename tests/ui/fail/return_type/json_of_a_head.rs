use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Deserialize)]
struct Job {
    id: String,
}

trait Jobs: Endpoints {
    #[endpoint(head = "/jobs")]
    fn get(&self) -> Call<Job>;
}

fn main() {}
