use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn list(&self, #[form] value: &str) -> Call<String>;
}

fn main() {}
