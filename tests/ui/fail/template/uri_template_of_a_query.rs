use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs{?limit,offset}")]
    fn list(&self, limit: u32, offset: u32) -> Call<String>;
}

fn main() {}
