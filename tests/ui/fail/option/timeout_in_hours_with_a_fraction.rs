use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", timeout = "1.5h")]
    fn list(&self) -> Call<String>;
}

fn main() {}
