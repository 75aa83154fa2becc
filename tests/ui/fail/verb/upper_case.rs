use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(POST = "/jobs")]
    fn create(&self) -> Call<String>;
}

fn main() {}
