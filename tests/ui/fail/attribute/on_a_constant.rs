use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    const PAGE: Option<Call<String>> = None;
}

fn main() {}
