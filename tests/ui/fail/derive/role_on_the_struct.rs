use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
#[query]
struct Page {
    limit: u32,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] page: &Page) -> Call<String>;
}

fn main() {}
