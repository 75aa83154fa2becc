use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect)]
    fn list(&self) -> Call<String>;
}

fn main() {}
