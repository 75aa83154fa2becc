use endpoint::{Body, Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", header("content-type" = "text/csv"))]
    fn create(&self, #[header] content_type: &str, #[body(raw)] scan: Body) -> Call<String>;
}

fn main() {}
