use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/batch jobs")]
    fn status(&self) -> Call<String>;
}

fn main() {}
