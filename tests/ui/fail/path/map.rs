use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{value}")]
    fn list(&self, #[path] value: &std::collections::BTreeMap<String, u8>) -> Call<String>;
}

fn main() {}
