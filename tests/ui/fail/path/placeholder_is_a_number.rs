use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{0}/{2fa}")]
    fn get(&self) -> Call<String>;
}

fn main() {}
