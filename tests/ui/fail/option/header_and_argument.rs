use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("X-Version" = "1"))]
    fn list(&self, #[header("x-version")] version: u32) -> Call<String>;
}

fn main() {}
