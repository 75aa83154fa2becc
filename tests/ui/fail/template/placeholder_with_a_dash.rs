use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{job-id}")]
    fn status(&self) -> Call<String>;
}

fn main() {}
