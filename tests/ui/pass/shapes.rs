//! Types that look like what can't go there, and can.
#![allow(unused_parens)]

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use endpoint::{Call, Client, Endpoints, endpoint};

/// A list by its name, and a text by what it is.
#[derive(serde::Serialize)]
struct Vec(&'static str);

#[derive(serde::Serialize)]
#[serde(transparent)]
struct Id<T>(T);

trait Jobs: Endpoints {
    #[endpoint(get = "/{a}/{b}/{c}")]
    fn path(&self, a: Cow<'_, str>, b: &Box<u8>, c: Id<&str>) -> Call<()>;
    #[endpoint(get = "/headers")]
    fn headers(&self, #[header] a: Id<u8>, #[header] b: &Option<Cow<'_, str>>) -> Call<()>;
    #[endpoint(get = "/query")]
    fn query(
        &self,
        #[query] a: (u8, &str),
        #[query] b: &[(Id<u8>)],
        #[query] c: Option<&[Cow<'_, str>]>,
        #[query] d: BTreeMap<&str, std::vec::Vec<u8>>,
        #[query] e: HashMap<String, Option<u8>>,
        #[query] f: self::Vec,
    ) -> Call<()>;
    #[endpoint(post = "/form")]
    fn form(&self, #[form] a: std::vec::Vec<(String, u8)>) -> Call<()>;
    #[endpoint(post = "/form")]
    fn form_of_options(&self, #[form] a: Option<&[(&str, Option<u8>)]>) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    assert_eq!(sent(client.path("a".into(), &Box::new(1), Id("c"))), "GET /a/1/c");
    assert_eq!(sent(client.headers(Id(1), &Some("b".into()))), "GET /headers");
    let query = client.query(
        (1, "x"),
        &[Id(2)],
        Some(&["y".into()]),
        BTreeMap::from([("k", vec![3, 4])]),
        HashMap::from([("l".to_owned(), None)]),
        Vec("z"),
    );
    assert_eq!(sent(query), "GET /query?a=1&a=x&b=2&c=y&k=3&k=4&f=z");
    assert_eq!(sent(client.form(vec![("a".into(), 1)])), "POST /form a=1");
    assert_eq!(sent(client.form_of_options(Some(&[("a", Some(1)), ("b", None)]))), "POST /form a=1");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
