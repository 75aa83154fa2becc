use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct Search<'a> {
    #[query]
    words: &'a str,
    #[params(flatten)]
    range: Option<Range>,
    #[params(flatten)]
    scope: Option<&'a Scope>,
}

#[derive(Params)]
struct Range {
    #[query]
    from: u8,
    #[query]
    to: u8,
}

#[derive(Params)]
struct Scope {
    #[header]
    x_scope: String,
}

#[derive(Params)]
struct Job {
    name: &'static str,
}

#[derive(Params)]
struct Outer<P> {
    #[params(flatten)]
    inner: Option<P>,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn search(&self, #[params] search: &Search<'_>) -> Call<()>;
    #[endpoint(get = "/b")]
    fn range(&self, #[params] range: Option<&Range>, #[params] scope: Option<Scope>) -> Call<()>;
    #[endpoint(post = "/c")]
    fn create(&self, #[params] job: &Outer<Job>, #[params] range: &Option<Range>) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let search = |range| Search { words: "w", range, scope: None };
    assert_eq!(sent(client.search(&search(None))), "GET /a?words=w");
    let range = || Range { from: 1, to: 2 };
    assert_eq!(sent(client.search(&search(Some(range())))), "GET /a?words=w&from=1&to=2");
    assert_eq!(sent(client.range(None, None)), "GET /b");
    assert_eq!(sent(client.range(Some(&range()), None)), "GET /b?from=1&to=2");
    let job = Outer { inner: Some(Job { name: "j" }) };
    assert_eq!(sent(client.create(&job, &Some(range()))), r#"POST /c?from=1&to=2 {"name":"j"}"#);
    assert_eq!(sent(client.create(&Outer { inner: None }, &None)), "POST /c {}");
    let scope = Scope { x_scope: "s".into() };
    let search = Search { words: "w", range: None, scope: Some(&scope) };
    let preview = client.search(&search).preview().unwrap();
    assert_eq!(preview.headers().get("x-scope").unwrap(), "s");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(made as it is sent)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
