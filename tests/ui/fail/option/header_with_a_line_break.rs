use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("x-note" = "one\ntwo"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
