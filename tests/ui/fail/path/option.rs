use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, id: Option<&str>) -> Call<String>;
}

fn main() {}
