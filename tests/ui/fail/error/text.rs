use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error = String)]
    fn list(&self) -> Call<String>;
}

fn main() {}
