use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header(accept, "text/csv"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
