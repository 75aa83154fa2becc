use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(self: Box<Self>) -> Call<String>;
}

fn main() {}
