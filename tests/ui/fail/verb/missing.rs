use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint("/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
