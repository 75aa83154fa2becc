use endpoint::{Body, Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body(raw)] scan: Body, #[form] job: &[(&str, &str)]) -> Call<String>;
}

fn main() {}
