use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("x-version" = "1"x))]
    fn list(&self) -> Call<String>;
}

fn main() {}
