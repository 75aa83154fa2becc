use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Deserialize)]
struct Problem {
    code: String,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error = Result<String, Problem>)]
    fn list(&self) -> Call<String>;
}

fn main() {}
