use endpoint::{Call, Endpoints, WithHeaders, endpoint};

#[derive(serde::Deserialize)]
struct Job {
    id: String,
}

trait Jobs: Endpoints {
    #[endpoint(head = "/jobs")]
    fn get(&self) -> Call<WithHeaders<Job>>;
}

fn main() {}
