use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    fn list(&self) -> Call<String>;
}

impl Jobs for Client {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> Call<String> {}
}

fn main() {}
