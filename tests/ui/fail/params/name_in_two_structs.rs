use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    limit: u32,
    #[query("type")]
    kind: Option<String>,
}

#[derive(Params)]
struct Scope {
    #[query]
    limit: u32,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] scope: &Scope, #[params] page: &Page) -> Call<String>;
}

fn main() {}
