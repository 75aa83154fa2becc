use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    limit: u32,
    #[query("type")]
    kind: Option<String>,
}

#[derive(Params)]
struct All {
    #[params(flatten)]
    page: Page,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] limit: u32, #[params] all: &All) -> Call<String>;
}

fn main() {}
