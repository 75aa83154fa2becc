use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(head = "/jobs")]
    fn get(&self) -> Call<String>;
}

fn main() {}
