use endpoint::{Body, Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[body(raw)] scan: Body) -> Call<String>;
}

fn main() {}
