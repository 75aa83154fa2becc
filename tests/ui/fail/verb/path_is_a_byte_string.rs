use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = b"/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
