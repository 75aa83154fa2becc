use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "v1//jobs/{}/{job id}?limit=10")]
    fn status(&self, limit: u32) -> Call<String>;
}

fn main() {}
