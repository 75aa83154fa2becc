use endpoint::{Call, Endpoints, endpoint};

const JOBS: &str = "/jobs";

trait Jobs: Endpoints {
    #[endpoint(get = JOBS)]
    fn list(&self) -> Call<String>;
}

fn main() {}
