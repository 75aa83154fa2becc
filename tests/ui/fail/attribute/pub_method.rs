use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    pub fn list(&self) -> Call<String>;
}

fn main() {}
