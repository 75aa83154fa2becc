use endpoint::{Call, Endpoints, Part, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body(raw)] scan: Part) -> Call<String>;
}

fn main() {}
