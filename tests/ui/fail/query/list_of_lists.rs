use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] value: Vec<Vec<String>>) -> Call<String>;
}

fn main() {}
