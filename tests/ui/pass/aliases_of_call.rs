use endpoint::{Call, Client, Endpoints, endpoint};

type Answer<T> = Call<Vec<T>>;
type Strings = Answer<String>;

mod renamed {
    pub use endpoint::Call as Pending;
}

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn alias(&self) -> Strings;
    #[endpoint(get = "/b")]
    fn generic_alias(&self) -> Answer<u8>;
    #[endpoint(get = "/c")]
    fn renamed(&self) -> renamed::Pending<()>;
    #[endpoint(get = "/d")]
    fn path(&self) -> endpoint::Call<Option<String>>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    assert_eq!(sent(client.alias()), "GET /a");
    assert_eq!(sent(client.generic_alias()), "GET /b");
    assert_eq!(sent(client.renamed()), "GET /c");
    assert_eq!(sent(client.path()), "GET /d");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
