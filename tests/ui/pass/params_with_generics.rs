use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct Scope {
    #[query]
    project: u8,
}

/// No bounds are written: the derive knows what its fields need.
#[derive(Params)]
struct Filter<'a, T, S = Scope, const N: usize = 2>
where
    T: Copy,
{
    #[query]
    kind: T,
    #[query]
    ids: &'a [T],
    #[header]
    trace: Option<T>,
    #[params(flatten)]
    scope: S,
    #[params(skip)]
    kept: [u8; N],
}

#[derive(Params)]
struct Job<T> {
    config: T,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn list(&self, #[params] filter: &Filter<'_, u8>, #[query] limit: u8) -> Call<()>;
    #[endpoint(get = "/b")]
    fn list_by<K: serde::Serialize + Copy>(
        &self,
        #[params] filter: &Filter<'_, K>,
        #[query] limit: u8,
    ) -> Call<()>
    where
        Self: Sized;
    #[endpoint(post = "/c")]
    fn create<J: serde::Serialize>(
        &self,
        #[params] job: &Job<J>,
        #[params] scope: &Scope,
    ) -> Call<()>
    where
        Self: Sized;
    #[endpoint(put = "/d")]
    fn replace<P>(&self, #[params] params: &P, #[query] limit: u8) -> Call<()>
    where
        P: Params + ?Sized,
        Self: Sized;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let filter = Filter::<u8> {
        kind: 1,
        ids: &[2, 3],
        trace: None,
        scope: Scope { project: 4 },
        kept: [0; 2],
    };
    assert_eq!(sent(client.list(&filter, 5)), "GET /a?limit=5&kind=1&ids=2&ids=3&project=4");
    assert_eq!(sent(client.list_by(&filter, 5)), "GET /b?limit=5&kind=1&ids=2&ids=3&project=4");
    let job = Job { config: "x" };
    assert_eq!(sent(client.create(&job, &filter.scope)), r#"POST /c?project=4 {"config":"x"}"#);
    assert_eq!(sent(client.replace(&job, 6)), r#"PUT /d?limit=6 {"config":"x"}"#);
    assert_eq!(filter.kept, [0, 0]);
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
