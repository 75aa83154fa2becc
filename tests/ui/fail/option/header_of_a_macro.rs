use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("x-version" = env!("CARGO_PKG_VERSION")))]
    fn list(&self) -> Call<String>;
}

fn main() {}
