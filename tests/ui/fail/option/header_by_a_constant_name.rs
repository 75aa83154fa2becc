use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header(http::header::ACCEPT = "text/csv"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
