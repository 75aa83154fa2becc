use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(pots = "/jobs")]
    fn create(&self, #[body] job: &str) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn list(&self, limit: u32) -> Call<String>;

    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, id: &str) -> Call<String>;

    #[endpoint(delete = "/jobs/{id}")]
    fn remove(&self) -> Call<()>;
}

impl Jobs for Client {}

// Nothing is reported here: the methods keep their signatures.
fn use_them(jobs: &dyn Jobs) -> [Call<String>; 3] {
    [jobs.create("a"), jobs.list(1), jobs.status("b")]
}

fn main() {}
