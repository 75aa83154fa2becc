use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    extern "C" fn list(&self) -> Call<String>;
}

fn main() {}
