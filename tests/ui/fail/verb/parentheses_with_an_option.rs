use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post("/jobs", idempotent))]
    fn list(&self) -> Call<String>;
}

fn main() {}
