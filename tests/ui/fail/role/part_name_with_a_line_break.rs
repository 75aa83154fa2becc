use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn send(&self, #[part("a\nb")] n: &str) -> Call<String>;
}

fn main() {}
