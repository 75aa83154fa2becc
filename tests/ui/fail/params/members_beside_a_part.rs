use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct JobParams {
    name: String,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[part] note: &str, #[params] job: &JobParams) -> Call<String>;
}

fn main() {}
