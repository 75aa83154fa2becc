use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, limit) -> Call<String>;
}

// Nothing is reported here: the method is there.
impl Jobs for Client {}

fn main() {}
