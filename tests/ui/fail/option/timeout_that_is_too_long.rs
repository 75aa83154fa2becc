use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "99999999999999999999s")]
    fn list(&self) -> Call<String>;
}

fn main() {}
