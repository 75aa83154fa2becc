use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{self}/{type}")]
    fn get(&self) -> Call<String>;
}

fn main() {}
