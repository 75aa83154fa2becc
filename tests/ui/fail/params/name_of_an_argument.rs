use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    limit: u32,
    #[query("type")]
    kind: Option<String>,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query("type")] kind: &str, #[params] page: &Page) -> Call<String>;
}

fn main() {}
