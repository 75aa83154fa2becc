use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs"x)]
    fn list(&self) -> Call<String>;
}

fn main() {}
