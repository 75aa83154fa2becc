use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[endpoint::query] limit: u8) -> Call<String>;
}

fn main() {}
