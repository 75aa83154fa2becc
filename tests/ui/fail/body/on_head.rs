use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(head = "/jobs")]
    fn list(&self, #[body] filter: &str) -> Call<()>;
}

fn main() {}
