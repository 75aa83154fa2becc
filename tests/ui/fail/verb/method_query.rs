use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(query = "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
