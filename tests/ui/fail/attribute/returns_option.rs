use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", returns = Job)]
    fn list(&self) -> Call<String>;
}

fn main() {}
