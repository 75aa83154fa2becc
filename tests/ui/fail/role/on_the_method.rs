use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    #[query]
    fn list(&self, limit: u32) -> Call<String>;

    #[endpoint(get = "/jobs")]
    #[header("x-a" = "1")]
    fn all(&self) -> Call<String>;
}

fn main() {}
