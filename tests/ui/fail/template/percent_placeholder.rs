use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/%{id}")]
    fn get(&self, id: &str) -> Call<String>;
}

fn main() {}
