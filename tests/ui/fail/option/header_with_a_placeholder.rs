use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}", header("x-job" = "{id}"))]
    fn get(&self, id: &str) -> Call<String>;
}

fn main() {}
