use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs#latest")]
    fn status(&self) -> Call<String>;
}

fn main() {}
