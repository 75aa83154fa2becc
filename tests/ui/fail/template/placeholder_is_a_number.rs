use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{0}")]
    fn get(&self, id: &str) -> Call<String>;
}

fn main() {}
