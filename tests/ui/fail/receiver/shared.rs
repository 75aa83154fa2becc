use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(self: std::sync::Arc<Self>) -> Call<String>;
}

fn main() {}
