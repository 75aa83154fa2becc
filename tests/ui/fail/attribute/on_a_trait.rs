use endpoint::{Call, Endpoints, endpoint};

#[endpoint(get = "/jobs")]
trait Jobs: Endpoints {
    fn list(&self) -> Call<String>;
}

fn main() {}
