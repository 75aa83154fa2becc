use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, id: Vec<String>) -> Call<String>;
}

fn main() {}
