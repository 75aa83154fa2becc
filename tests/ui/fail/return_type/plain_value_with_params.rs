use endpoint::{Endpoints, Params, endpoint};

#[derive(serde::Deserialize)]
struct Job {}

#[derive(Params)]
struct Page {
    #[query]
    limit: u8,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] page: &Page, #[query] words: &str) -> Job;
    #[endpoint(get = "/jobs")]
    fn all(&self, #[params] page: &Page) -> Vec<Job>;
}

fn main() {}
