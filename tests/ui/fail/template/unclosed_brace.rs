use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id/cancel")]
    fn status(&self, id: &str) -> Call<String>;
}

fn main() {}
