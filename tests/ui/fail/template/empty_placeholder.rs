use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{}")]
    fn status(&self, id: &str) -> Call<String>;
}

fn main() {}
