use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs?<limit>")]
    fn list(&self, limit: u32) -> Call<String>;
}

fn main() {}
