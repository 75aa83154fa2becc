use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query("a", "b")] limit: Option<u32>) -> Call<String>;
}

fn main() {}
