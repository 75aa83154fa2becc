use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", expect = 204u16)]
    fn list(&self) -> Call<()>;
}

fn main() {}
