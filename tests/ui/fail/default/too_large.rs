use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query(default = 300)] limit: Option<u8>) -> Call<String>;
}

fn main() {}
