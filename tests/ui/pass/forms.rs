//! A form as the body, of whatever serializes.

use std::collections::BTreeMap;

use endpoint::{Call, Client, Endpoints, Params, endpoint};
use serde::Serialize;

#[derive(Serialize)]
struct Login<'a> {
    name: &'a str,
    scopes: Vec<String>,
}

#[derive(Params)]
struct Trace {
    #[header]
    x_trace: Option<String>,
    #[query]
    app: Option<String>,
}

trait Sessions: Endpoints {
    #[endpoint(post = "/login/{realm}")]
    fn login(&self, realm: &str, #[form] login: &Login<'_>, #[params] trace: &Trace)
    -> Call<String>;

    #[endpoint(put = "/login")]
    fn owned(&self, #[form] login: BTreeMap<String, u32>) -> Call<()>;

    #[endpoint(patch = "/login")]
    fn generic<T: Serialize>(&self, #[form] login: &T, #[query] app: &str) -> Call<()>;

    #[endpoint(delete = "/login")]
    fn opaque(&self, #[form] login: impl Serialize) -> Call<()>;

    #[endpoint(post = "/login")]
    fn pairs(&self, #[form] login: &[(&str, &str)]) -> Call<()>;
}

impl Sessions for Client {}

fn main() {
    let client = Client::builder().base_url("https://h.example").build().unwrap();
    let trace = Trace { x_trace: Some("t".into()), app: None };
    let login = Login { name: "a b", scopes: vec!["x".into(), "y".into()] };
    let preview = client.login("r", &login, &trace).preview().unwrap();
    assert_eq!(preview.body().unwrap(), "name=a+b&scopes=x&scopes=y");
    let preview = client.owned(BTreeMap::from([("a".to_owned(), 1)])).preview().unwrap();
    assert_eq!(preview.body().unwrap(), "a=1");
    let preview = client.generic(&login, "x").preview().unwrap();
    assert_eq!(preview.url().query(), Some("app=x"));
    let preview = client.opaque([("a", 1)]).preview().unwrap();
    assert_eq!(preview.body().unwrap(), "a=1");
    let preview = client.pairs(&[("a", "ä"), ("a", "2")]).preview().unwrap();
    assert_eq!(preview.body().unwrap(), "a=%C3%A4&a=2");
}
