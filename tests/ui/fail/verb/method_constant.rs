use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(Method::GET, "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
