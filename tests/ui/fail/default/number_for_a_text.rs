use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query(default = 20)] name: Option<&str>) -> Call<String>;
}

fn main() {}
