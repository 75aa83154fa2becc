use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header] value: std::collections::HashMap<String, String>) -> Call<String>;
}

fn main() {}
