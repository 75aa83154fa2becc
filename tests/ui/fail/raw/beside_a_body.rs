use endpoint::{Body, Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body] job: &str, #[body(raw)] scan: Body) -> Call<String>;
}

fn main() {}
