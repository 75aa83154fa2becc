use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Job {
    name: String,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] job: Option<&Job>) -> Call<String>;
}

fn main() {}
