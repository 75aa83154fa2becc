use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/files")]
    fn upload(&self, #[part] file: &str, #[body] meta: &str) -> Call<String>;
}

fn main() {}
