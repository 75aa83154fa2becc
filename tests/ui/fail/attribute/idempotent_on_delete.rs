use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(delete = "/jobs/{id}", idempotent)]
    fn remove(&self, id: &str) -> Call<()>;
}

fn main() {}
