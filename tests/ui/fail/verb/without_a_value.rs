use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = )]
    fn list(&self) -> Call<String>;
}

fn main() {}
