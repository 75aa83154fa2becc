// Types that are called like those of others, and what looks like a slip and is none.
use std::collections::HashMap;

use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(serde::Deserialize)]
struct Response<T> {
    #[allow(dead_code)]
    data: T,
}

mod types {
    #[derive(serde::Serialize)]
    #[serde(transparent)]
    pub struct Duration(pub &'static str);
    #[derive(serde::Serialize)]
    pub struct Path {
        pub points: u8,
    }
    #[derive(serde::Deserialize)]
    pub struct Bytes {}
    #[derive(serde::Deserialize)]
    pub struct Result<T> {
        #[allow(dead_code)]
        result: T,
    }
}

#[derive(serde::Serialize)]
struct Range {
    start: u8,
}

trait Kind {
    type Out: endpoint::Value;
}
impl Kind for u8 {
    type Out = String;
}
type Reply<T> = Call<<T as Kind>::Out>;

#[derive(serde::Serialize, Params)]
#[serde(rename_all(serialize = "snake_case", deserialize = "camelCase"))]
struct Page {
    #[query]
    #[serde(rename(deserialize = "pageSize"))]
    page_size: u8,
    #[header]
    #[serde(rename = "X-Trace")]
    x_trace: u8,
    #[query]
    #[serde(flatten)]
    more: HashMap<String, String>,
    #[query]
    #[serde(skip_serializing)]
    token_kind: u8,
}

trait Things: Endpoints {
    type Response: endpoint::Value;

    #[endpoint(get = "/a")]
    fn envelope(&self) -> Call<Response<u8>>;
    #[endpoint(get = "/b")]
    fn associated(&self) -> Call<Self::Response>;
    #[endpoint(get = "/c", error = types::Bytes)]
    fn result(&self, #[query] wait: types::Duration, #[query] range: &Range) -> Call<types::Result<u8>>;
    #[endpoint(post = "/d")]
    fn path(&self, #[body] path: &types::Path) -> Call<()>;
    #[endpoint(get = "/e", query("fields" = "name,likes{id}", "tpl" = "{z}/{x}", "v" = "1", "v" = "2"))]
    fn fixed(&self, #[query] id: u8) -> Call<()>;
    #[endpoint(post = "/f", header("content-type" = "application/json"))]
    fn empty(&self) -> Call<()>;
    #[endpoint(get = "/g")]
    fn alias(&self, #[params] page: &Page, #[query] x: u8) -> Reply<u8>;
    #[endpoint(get = "/h", query("v" = "1"))]
    fn configured(
        &self,
        #[cfg(any())]
        #[query]
        v: u8,
    ) -> Call<()>;
}

impl Things for Client {
    type Response = String;
}

fn main() {
    let client = Client::offline();
    let sent = client.result(types::Duration("5s"), &Range { start: 1 });
    assert_eq!(url(sent), "/c?wait=5s&start=1");
    assert_eq!(url(client.fixed(7)), "/e?fields=name%2Clikes%7Bid%7D&tpl=%7Bz%7D%2F%7Bx%7D&v=1&v=2&id=7");
    let more = HashMap::from([("a".to_owned(), "b".to_owned())]);
    let page = Page { page_size: 1, x_trace: 2, more, token_kind: 3 };
    assert_eq!(url(client.alias(&page, 4)), "/g?x=4&page_size=1&a=b&token_kind=3");
    assert_eq!(url(client.path(&types::Path { points: 1 })), "/d");
    assert_eq!(client.empty().preview().unwrap().headers()["content-type"], "application/json");
    assert_eq!(url(client.configured()), "/h?v=1");
}

fn url<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    request.url().as_str().strip_prefix("http://localhost").unwrap().to_owned()
}
