use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct Filter<'a, 'b: 'a> {
    #[query]
    name: &'a str,
    #[query]
    tags: &'b [&'a str],
}

type Borrowed<'a> = &'a Filter<'a, 'a>;

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn elided(&self, #[params] filter: &Filter<'_, '_>, #[query] limit: u8) -> Call<()>;
    #[endpoint(get = "/b")]
    fn named<'a>(&'a self, #[params] filter: &'a Filter<'a, 'a>, #[query] limit: u8) -> Call<()>;
    #[endpoint(get = "/c")]
    fn alias(&self, #[params] filter: Borrowed<'_>, #[query] limit: u8) -> Call<()>;
    #[endpoint(get = "/d")]
    fn owned(&self, #[params] filter: Filter<'_, '_>, #[query] limit: u8) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let name = String::from("n");
    let filter = || Filter { name: &name, tags: &["a", "b"] };
    assert_eq!(sent(client.elided(&filter(), 1)), "GET /a?limit=1&name=n&tags=a&tags=b");
    assert_eq!(sent(client.named(&filter(), 2)), "GET /b?limit=2&name=n&tags=a&tags=b");
    assert_eq!(sent(client.alias(&filter(), 3)), "GET /c?limit=3&name=n&tags=a&tags=b");
    assert_eq!(sent(client.owned(filter(), 4)), "GET /d?limit=4&name=n&tags=a&tags=b");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
