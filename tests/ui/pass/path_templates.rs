use endpoint::{Call, Client, Endpoints, endpoint};

#[derive(serde::Serialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Parse,
}

#[derive(serde::Serialize)]
struct Id(u64);

trait Jobs: Endpoints {
    #[endpoint(get = "/")]
    fn root(&self) -> Call<String>;
    #[endpoint(post = "/{id}:cancel")]
    fn cancel(&self, id: &str) -> Call<String>;
    #[endpoint(get = "/{kind}/{from}..{to}/files/{name}.json/")]
    fn range(&self, name: String, to: u32, from: &u32, kind: Kind) -> Call<String>;
    #[endpoint(get = "/straße/a%20b")]
    fn literal(&self) -> Call<String>;
    #[endpoint(get = "/{id}")]
    fn typed(&self, id: &Id) -> Call<String>;
    #[endpoint(get = "/{id}")]
    fn opaque(&self, id: impl serde::Serialize) -> Call<String>;
    #[endpoint(get = "/{id}")]
    fn borrowed(&self, id: std::borrow::Cow<'_, str>) -> Call<String>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    assert_eq!(sent(client.root()), "GET /");
    assert_eq!(sent(client.cancel("j")), "POST /j:cancel");
    assert_eq!(
        sent(client.range("n".to_owned(), 2, &1, Kind::Parse)),
        "GET /parse/1..2/files/n.json/"
    );
    assert_eq!(sent(client.literal()), "GET /stra%C3%9Fe/a%20b");
    assert_eq!(sent(client.typed(&Id(5))), "GET /5");
    assert_eq!(sent(client.opaque(6)), "GET /6");
    assert_eq!(sent(client.borrowed("c".into())), "GET /c");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
