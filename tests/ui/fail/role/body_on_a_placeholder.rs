use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(put = "/jobs/{job}")]
    fn replace(&self, #[body] job: &str) -> Call<String>;
}

fn main() {}
