use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs?limit=10&after=x")]
    fn status(&self) -> Call<String>;
}

fn main() {}
