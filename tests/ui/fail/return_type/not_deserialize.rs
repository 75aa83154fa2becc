use endpoint::{Call, Endpoints, endpoint};

struct Job;

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> Call<Job>;
}

fn main() {}
