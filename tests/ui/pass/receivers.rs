use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn plain(&self) -> Call<()>;
    #[endpoint(get = "/b")]
    fn with_a_lifetime<'a>(&'a self, #[query] name: &'a str) -> Call<()>;
    #[endpoint(get = "/c")]
    fn typed(self: &Self) -> Call<()>;
    #[endpoint(get = "/d")]
    fn typed_with_a_lifetime<'a>(self: &'a Self) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let jobs: &dyn Jobs = &client;
    assert_eq!(sent(jobs.plain()), "GET /a");
    assert_eq!(sent(jobs.with_a_lifetime("n")), "GET /b?name=n");
    assert_eq!(sent(jobs.typed()), "GET /c");
    assert_eq!(sent(jobs.typed_with_a_lifetime()), "GET /d");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
