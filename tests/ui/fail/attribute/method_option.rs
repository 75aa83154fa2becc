use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(method = "POST")]
    fn create(&self) -> Call<String>;
}

fn main() {}
