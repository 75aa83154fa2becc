use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Deserialize)]
struct Problem {
    code: u32,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", error = Problem idempotent)]
    fn list(&self) -> Call<String>;
}

fn main() {}
