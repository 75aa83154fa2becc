use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct Scope {
    #[query]
    project: u8,
}

#[derive(Params)]
struct Notes {
    note: Option<&'static str>,
}

#[derive(Params)]
struct Job<'a> {
    #[query]
    dry: bool,
    #[params(flatten)]
    scope: &'a Scope,
    #[params(flatten)]
    notes: Notes,
    name: &'a str,
}

#[derive(Params)]
struct Outer<'a> {
    #[params(flatten)]
    job: Job<'a>,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[params] params: &Outer<'_>) -> Call<()>;
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] scope: &Scope, #[query] limit: u8) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let scope = Scope { project: 1 };
    let job = Job { dry: true, scope: &scope, notes: Notes { note: Some("n") }, name: "a" };
    assert_eq!(
        sent(client.create(&Outer { job })),
        r#"POST /jobs?dry=true&project=1 {"name":"a","note":"n"}"#
    );
    assert_eq!(sent(client.list(&scope, 2)), "GET /jobs?limit=2&project=1");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
