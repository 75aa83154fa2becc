use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error = &'static str)]
    fn list(&self) -> Call<String>;
}

fn main() {}
