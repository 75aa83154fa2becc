use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = 1)]
    fn list(&self) -> Call<String>;
}

fn main() {}
