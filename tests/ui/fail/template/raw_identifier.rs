use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{r#type}")]
    fn get(&self, r#type: &str) -> Call<String>;
}

fn main() {}
