use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("x-job" = "{}", id))]
    fn list(&self, id: u64) -> Call<String>;
}

fn main() {}
