use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error = ())]
    fn list(&self) -> Call<String>;
}

fn main() {}
