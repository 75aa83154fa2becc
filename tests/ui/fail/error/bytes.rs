use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error = Vec<u8>)]
    fn list(&self) -> Call<String>;
}

fn main() {}
