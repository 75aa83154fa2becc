use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(#[query] &self) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(#[header("x-a")] &self, a: &str) -> Call<String>;
}

fn main() {}
