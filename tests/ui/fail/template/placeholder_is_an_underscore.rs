use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{_}")]
    fn get(&self, id: &str) -> Call<String>;
}

fn main() {}
