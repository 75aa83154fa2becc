use endpoint::{Call, Endpoints, endpoint};

type Ids = Vec<u32>;

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{ids}")]
    fn status(&self, ids: &Ids) -> Call<String>;
}

fn main() {}
