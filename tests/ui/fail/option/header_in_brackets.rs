use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header["x-a" = "1"])]
    fn list(&self) -> Call<String>;
}

fn main() {}
