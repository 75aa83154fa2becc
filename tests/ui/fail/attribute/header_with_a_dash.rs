use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", user-agent = "x")]
    fn list(&self) -> Call<String>;
}

fn main() {}
