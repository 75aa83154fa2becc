use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[header] content_type: &str, #[part] file: &str) -> Call<String>;
}

fn main() {}
