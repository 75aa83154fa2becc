// As if Cargo.toml said `http_api = { package = "endpoint", … }`.
extern crate endpoint as http_api;

mod endpoint {}

use http_api::{Call, Client, Endpoints};

#[derive(http_api::Params)]
#[params(crate = "http_api")]
struct Page {
    #[query]
    limit: u8,
    #[params(flatten)]
    scope: Scope,
}

#[derive(http_api::Params)]
#[params(crate = "crate::http_api")]
struct Scope {}

trait Jobs: Endpoints {
    #[http_api::endpoint(get = "/jobs/{id}")]
    fn list(&self, id: &str, #[params] page: &Page, #[query] after: Option<&str>) -> Call<String>;
}

impl Jobs for Client {}

fn main() {
    let page = Page { limit: 1, scope: Scope {} };
    assert_eq!(sent(Client::offline().list("a", &page, None)), "GET /jobs/a?limit=1");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
