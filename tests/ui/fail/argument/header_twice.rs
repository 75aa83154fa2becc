use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header] trace_id: &str, #[header("Trace-Id")] other: &str) -> Call<String>;
}

fn main() {}
