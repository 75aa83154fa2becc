use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs?it's=1")]
    fn list(&self) -> Call<String>;
}

fn main() {}
