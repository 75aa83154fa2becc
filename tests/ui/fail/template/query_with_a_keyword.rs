use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs?type=x")]
    fn list(&self) -> Call<String>;
}

fn main() {}
