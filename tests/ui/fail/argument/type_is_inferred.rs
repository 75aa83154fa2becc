use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn job(&self, id: &_, #[query] limits: Vec<_>) -> Call<Vec<_>>;
}

fn main() {}
