use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = 204.0)]
    fn list(&self) -> Call<()>;
}

fn main() {}
