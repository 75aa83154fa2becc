use endpoint::{Call, Endpoints, endpoint};

struct Trace;

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header] trace: &Trace) -> Call<String>;
}

fn main() {}
