use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/client")]
    fn client(&self) -> Call<String>;
}

fn main() {}
