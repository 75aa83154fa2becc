use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error = impl std::error::Error)]
    fn list(&self) -> Call<String>;
}

fn main() {}
