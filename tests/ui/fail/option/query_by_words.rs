use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query(beta = on))]
    fn list(&self) -> Call<String>;
}

fn main() {}
