use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Deserialize)]
struct Job<'a> {
    name: &'a str,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> Call<Job<'static>>;
}

fn main() {}
