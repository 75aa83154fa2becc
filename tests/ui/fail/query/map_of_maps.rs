use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] value: std::collections::BTreeMap<String, std::collections::BTreeMap<String, u8>>) -> Call<String>;
}

fn main() {}
