use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    limit: u8,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn a(&self, #[params] page: &dyn Params) -> Call<()>;
    #[endpoint(get = "/b")]
    fn b(&self, #[params] pages: &[Page]) -> Call<()>;
    #[endpoint(get = "/c")]
    fn c(&self, #[params] page: &str) -> Call<()>;
}

fn main() {}
