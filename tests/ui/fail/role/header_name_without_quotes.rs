use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header(X-Trace)] trace: &str) -> Call<String>;
}

fn main() {}
