use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(delete = "/jobs")]
    fn clear(&self) -> ();
}

fn main() {}
