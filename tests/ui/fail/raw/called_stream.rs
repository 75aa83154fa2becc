use endpoint::{Body, Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[stream] job: Body) -> Call<String>;
}

fn main() {}
