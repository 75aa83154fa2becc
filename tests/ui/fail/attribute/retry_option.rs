use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", retry = 3)]
    fn list(&self) -> Call<String>;
}

fn main() {}
