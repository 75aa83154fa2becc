use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(create = "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
