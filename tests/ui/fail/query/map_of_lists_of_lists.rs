use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] value: std::collections::HashMap<String, Vec<Vec<u8>>>) -> Call<String>;
}

fn main() {}
