use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint]
    fn list(&self) -> Call<String>;
}

fn main() {}
