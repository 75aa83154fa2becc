use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", header("content-type" = "text/csv"))]
    fn create(&self, #[part] file: &str) -> Call<String>;
}

fn main() {}
