use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] value: Vec<std::collections::HashMap<String, u8>>) -> Call<String>;
}

fn main() {}
