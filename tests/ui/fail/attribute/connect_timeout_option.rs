use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", connect_timeout = "3s")]
    fn list(&self) -> Call<String>;
}

fn main() {}
