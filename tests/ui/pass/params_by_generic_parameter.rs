// Structs of parameters whose type the method or the trait leaves open, whatever the verb and what
// stands beside them.
use std::borrow::Cow;
use std::sync::Arc;

use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Clone, Params)]
struct Page {
    #[query]
    limit: u8,
}

#[derive(Clone, Params)]
struct Filter {
    #[query]
    state: u8,
}

#[derive(Params)]
struct Listing<F: Params> {
    #[params(flatten)]
    filter: F,
    #[params(flatten)]
    page: Page,
}

trait Jobs<Item>: Endpoints
where
    Item: serde::de::DeserializeOwned + Send + 'static,
{
    type Filter: Params;

    #[endpoint(get = "/a")]
    fn one<P: Params>(&self, #[params] page: &P) -> Call<Vec<Item>>;
    #[endpoint(get = "/b")]
    fn two<P: Params, Q: Params>(&self, #[params] p: &P, #[params] q: &Q, #[query] x: u8) -> Call<Item>;
    #[endpoint(post = "/c")]
    fn beside<F: Params>(&self, #[params] listing: &Listing<F>, #[body] job: u8) -> Call<Item>;
    #[endpoint(get = "/d")]
    fn associated(&self, #[params] filter: &Self::Filter, #[params] page: &Page) -> Call<Item>;
    #[endpoint(post = "/e")]
    fn opaque(&self, #[params] page: impl Params) -> Call<Item>
    where
        Self: Sized;
    #[endpoint(get = "/f")]
    fn held(&self, #[params] page: Box<Page>, #[params] filter: Cow<'_, Filter>) -> Call<Item>;
    #[endpoint(get = "/g")]
    fn shared(&self, #[params] page: &Arc<Page>, #[query] y: u8) -> Call<Item>;
}

impl Jobs<u8> for Client {
    type Filter = Filter;
}

fn main() {
    let client = Client::offline();
    let (page, filter) = (Page { limit: 1 }, Filter { state: 2 });
    assert_eq!(sent(client.one(&page)), "/a?limit=1");
    assert_eq!(sent(client.two(&page, &filter, 3)), "/b?x=3&limit=1&state=2");
    let listing = Listing { filter: filter.clone(), page: page.clone() };
    assert_eq!(sent(client.beside(&listing, 4)), "/c?state=2&limit=1 4");
    assert_eq!(sent(client.associated(&filter, &page)), "/d?state=2&limit=1");
    assert_eq!(sent(client.held(Box::new(page.clone()), Cow::Borrowed(&filter))), "/f?limit=1&state=2");
    assert_eq!(sent(client.shared(&Arc::new(page), 5)), "/g?y=5&limit=1");
}

fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body = String::from_utf8(request.body().unwrap().to_vec()).unwrap();
    format!("{path} {body}").trim_end().to_owned()
}
