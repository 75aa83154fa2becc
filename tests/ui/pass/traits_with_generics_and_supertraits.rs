use std::fmt::Debug;

use endpoint::{Call, Client, Endpoints, Params, endpoint};

trait Named: Debug {
    const KIND: &'static str;
}

#[derive(Params)]
struct Filter<K> {
    #[query]
    kind: K,
}

/// The generic `K` and the associated `Job` can stand wherever a type can.
trait Jobs<K>: Endpoints + Named
where
    K: serde::Serialize,
{
    type Job: serde::Serialize + serde::de::DeserializeOwned + Send + 'static;

    #[endpoint(get = "/jobs/{kind}")]
    fn status(&self, kind: &K) -> Call<Self::Job>;
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body] job: Self::Job) -> Call<Vec<Self::Job>>;
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] filter: &Filter<K>, #[query] limit: u8) -> Call<Self::Job>;
}

#[derive(Debug)]
struct Api(Client);

impl Endpoints for Api {
    fn client(&self) -> &Client {
        &self.0
    }
}

impl Named for Api {
    const KIND: &'static str = "api";
}

impl Jobs<u8> for Api {
    type Job = String;
}

fn main() {
    let api = Api(Client::offline());
    assert_eq!(sent(api.status(&1)), "GET /jobs/1");
    assert_eq!(sent(api.create("j".to_owned())), r#"POST /jobs "j""#);
    assert_eq!(sent(api.list(&Filter { kind: 2 }, 3)), "GET /jobs?limit=3&kind=2");
    assert_eq!(Api::KIND, "api");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
