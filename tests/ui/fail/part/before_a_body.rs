use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/files")]
    fn upload(&self, #[body] meta: &str, #[part] file: &str) -> Call<String>;
}

fn main() {}
