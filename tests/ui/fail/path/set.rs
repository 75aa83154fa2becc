use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{value}")]
    fn list(&self, #[path] value: std::collections::BTreeSet<u32>) -> Call<String>;
}

fn main() {}
