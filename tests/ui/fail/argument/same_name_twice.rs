use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] a: u32, #[query] a: u32) -> Call<String>;
}

fn main() {}
