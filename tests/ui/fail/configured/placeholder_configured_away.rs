use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, #[cfg(any())] id: &str) -> Call<String>;
}

fn main() {}
