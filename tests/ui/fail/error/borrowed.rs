use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Deserialize)]
struct Problem<'a> {
    code: &'a str,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error = Problem<'static>)]
    fn list(&self) -> Call<String>;
}

fn main() {}
