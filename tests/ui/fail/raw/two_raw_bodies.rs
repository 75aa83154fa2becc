use endpoint::{Body, Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body(raw)] first: Body, #[body(raw)] second: Body) -> Call<String>;
}

fn main() {}
