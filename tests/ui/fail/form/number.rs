use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn list(&self, #[form] value: Option<u8>) -> Call<String>;
}

fn main() {}
