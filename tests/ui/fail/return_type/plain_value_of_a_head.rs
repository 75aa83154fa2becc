use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(head = "/jobs")]
    fn get(&self) -> String;
}

fn main() {}
