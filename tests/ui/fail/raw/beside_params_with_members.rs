use endpoint::{Body, Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Job {
    name: String,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[params] job: &Job, #[body(raw)] scan: Body) -> Call<String>;
}

fn main() {}
