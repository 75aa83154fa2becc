use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(method = POST, path = "/jobs")]
    fn create(&self) -> Call<String>;
}

fn main() {}
