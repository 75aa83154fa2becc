use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[part(default = "a")] note: Option<&str>) -> Call<String>;
}

fn main() {}
