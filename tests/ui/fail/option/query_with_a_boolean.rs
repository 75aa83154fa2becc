use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("beta" = true))]
    fn list(&self) -> Call<String>;
}

fn main() {}
