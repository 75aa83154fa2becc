use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct JobParams {
    name: String,
}

#[derive(Params)]
struct Note {
    text: String,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[params] job: &JobParams, #[params] note: &Note) -> Call<String>;
}

fn main() {}
