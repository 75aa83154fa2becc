use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", cached)]
    fn list(&self) -> Call<String>;
}

fn main() {}
