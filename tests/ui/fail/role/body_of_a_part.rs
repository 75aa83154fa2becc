use endpoint::{Call, Endpoints, Part, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn send(&self, #[body] file: &Part) -> Call<String>;
}

fn main() {}
