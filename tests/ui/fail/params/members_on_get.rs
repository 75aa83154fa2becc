use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct JobParams {
    name: String,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] job: &JobParams) -> Call<String>;
}

fn main() {}
