use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/files")]
    fn upload(&self, #[part("file")] first: &str, #[part("file")] second: &str) -> Call<String>;
}

fn main() {}
