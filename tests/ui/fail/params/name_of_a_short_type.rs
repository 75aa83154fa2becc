use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    limit: u8,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn count(&self, #[params] page: &Page, #[query] limit: u8) -> Call<u8>;
}

fn main() {}
