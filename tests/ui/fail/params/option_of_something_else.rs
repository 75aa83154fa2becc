use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[params] page: Option<u8>) -> Call<String>;
}

fn main() {}
