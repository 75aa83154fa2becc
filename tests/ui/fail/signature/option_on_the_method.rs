use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    #[timeout = "30s"]
    fn a(&self) -> Call<String>;

    #[endpoint(post = "/jobs")]
    #[idempotent]
    fn b(&self) -> Call<String>;
}

fn main() {}
