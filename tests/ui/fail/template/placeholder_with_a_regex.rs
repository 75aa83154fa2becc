use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id:[0-9]+}")]
    fn status(&self, id: &str) -> Call<String>;
}

fn main() {}
