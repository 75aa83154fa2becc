use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs?limit={limit}")]
    fn list(&self, #[path] limit: u32) -> Call<String>;
}

fn main() {}
