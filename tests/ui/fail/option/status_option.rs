use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", status = 202)]
    fn list(&self) -> Call<String>;
}

fn main() {}
