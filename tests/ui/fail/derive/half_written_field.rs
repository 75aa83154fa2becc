use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    limit
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] page: &Page) -> Call<String>;
}

fn main() {}
