use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(pots = "/jobs")]
    fn create(&self) -> Call<String>;
}

fn main() {}
