use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = (204))]
    fn list(&self) -> Call<()>;
}

fn main() {}
