//! What goes out where the declaration, the call and the client all have a say, and what is refused
//! before anything does.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use endpoint::{Body, Call, Client, Endpoints, Kind, OffsetPage, Outcome, Params, Part, endpoint};
use project_tests::{Act, Server, ok};
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Params)]
struct Members {
    a: Option<u8>,
}

#[derive(Params)]
struct Parts {
    #[part]
    a: Option<String>,
}

#[derive(Params)]
struct InQuery {
    #[query]
    a: Option<u8>,
}

type Reply = Call<()>;

trait Things: Endpoints {
    #[endpoint(get = "/things")]
    fn list(&self, #[query] tag: Option<&str>) -> Call<OffsetPage<String>>;

    #[endpoint(head = "/things")]
    fn look(&self) -> Call<()>;

    #[endpoint(post = "/things")]
    fn make(&self, #[body] thing: &RawValue) -> Call<()>;

    #[endpoint(post = "/things/empty")]
    fn make_empty(&self) -> Call<()>;

    #[endpoint(post = "/form")]
    fn form<T: Serialize>(&self, #[form] form: &T) -> Call<()>;

    #[endpoint(post = "/parts")]
    fn parts(&self, #[part] file: Part) -> Call<()>;

    #[endpoint(post = "/raw")]
    fn raw_body(&self, #[body(raw)] body: Body) -> Call<()>;

    #[endpoint(post = "/params")]
    fn members(&self, #[params] members: Option<&Members>) -> Call<()>;

    #[endpoint(post = "/params")]
    fn of_parts(&self, #[params] parts: Option<&Parts>) -> Call<()>;

    #[endpoint(post = "/params")]
    fn in_query(&self, #[params] params: Option<&InQuery>) -> Call<()>;

    #[endpoint(get = "/alias")]
    fn alias(&self, #[query] b: u8, #[params] params: &InQuery) -> Reply;

    #[endpoint(get = "/alias")]
    fn alias_without_room(&self, #[params] members: &Members) -> Reply;

    #[endpoint(get = "/alias")]
    fn alias_twice(&self, #[query] a: u8, #[params] params: &InQuery) -> Reply;

    #[endpoint(get = "/a|b^c/[1]/`x\"\'/%7Bü%7d/~!$&()*+,;=:@-._/{id}|{id2}^")]
    fn odd(&self, id: &str, id2: &str) -> Call<()>;
}

impl Things for Client {}

async fn served(json: &str) -> (Server, Client) {
    let server = Server::start([Act::Answer(ok(json))]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    (server, client)
}

fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).unwrap()
}

fn target(call: Call<impl endpoint::Value>) -> String {
    let url = call.preview().unwrap().url().clone();
    url.query().unwrap_or_default().to_owned()
}

#[test]
fn an_appended_query_parameter_takes_nothing_away() {
    let client = Client::builder().base_url("https://h").query("tag", "client").build().unwrap();
    assert_eq!(target(client.list(None).append_query("tag", "c")), "tag=client&tag=c");
    assert_eq!(target(client.list(Some("a")).append_query("tag", "c")), "tag=a&tag=c");
    let pairs = std::collections::BTreeMap::from([("tag", "c"), ("x", "1")]);
    assert_eq!(target(client.list(None).append_query("any", pairs)), "tag=client&tag=c&x=1");
    assert_eq!(target(client.list(None).append_query("tag", [1, 2])), "tag=client&tag=1&tag=2");
    assert_eq!(target(client.list(None).append_query("tag", None::<u8>)), "tag=client");
    let removed = client.list(None).query("tag", None::<u8>);
    assert_eq!(target(removed.append_query("tag", "c")), "tag=c");
    let replaced = client.list(None).append_query("tag", "c").query("tag", "d");
    assert_eq!(target(replaced), "tag=d");
}

/// A page begins where the call says, not where the client would.
#[tokio::test]
async fn a_parameter_that_a_call_took_away_is_not_asked_with() {
    let page =
        |items: &str| Act::Answer(ok(&format!(r#"{{"items": [{items}], "total_size": 3}}"#)));
    let server = Server::start([page(r#""a", "b""#), page(r#""c""#)]).await;
    let client = Client::builder().base_url(server.url()).query("offset", "50").build().unwrap();
    let mut items = client.list(None).query("offset", None::<u8>).items();
    while let Some(item) = items.next().await {
        item.unwrap();
    }
    let targets: Vec<_> = server.received().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/things", "/things?offset=2"]);
}

#[tokio::test]
async fn the_content_type_follows_from_the_body() {
    let (server, client) = served("").await;
    let built = Client::builder().base_url(server.url()).header("Content-Type", "text/x").build();
    for error in [built.unwrap_err(), client.with_header("content-type", "text/x").unwrap_err()] {
        assert_eq!(error.kind(), Kind::Build, "{error}");
        assert!(error.to_string().contains("follows from the body"), "{error}");
    }
    let parts = || client.parts(Part::text("x"));
    let error = parts().header("content-type", "multipart/mixed").await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (Kind::Build, 0), "{error}");
    assert!(error.to_string().contains("boundary"), "{error}");
    parts().header("content-type", None::<&str>).await.unwrap();
    let call = client.make(&raw("{}")).header("content-type", "application/vnd.api+json");
    call.await.unwrap();
    let received = server.received().pop().unwrap();
    assert_eq!(received.header("content-type"), Some("application/vnd.api+json"));
}

#[tokio::test]
async fn a_member_is_added_to_any_object_and_to_nothing_else() {
    let (server, client) = served("").await;
    for (body, sent) in [
        ("{ }", r#"{"a":1}"#),
        ("{\n}", r#"{"a":1}"#),
        ("{}", r#"{"a":1}"#),
        (r#"{ "b": 2 }"#, r#"{ "b": 2,"a":1}"#),
        (r#"{ "a": 2 }"#, r#"{"a":1}"#),
    ] {
        client.make(&raw(body)).body_field("a", 1).await.unwrap();
        assert_eq!(server.received().pop().unwrap().text(), sent, "{body}");
    }
    client.make_empty().body_field("a", 1).await.unwrap();
    assert_eq!(server.received().pop().unwrap().text(), r#"{"a":1}"#);
    let before = server.count();
    let errors = [
        client.list(None).body_field("a", 1).await.map(drop).unwrap_err(),
        client.look().body_field("a", 1).await.unwrap_err(),
        client.make(&raw("[1]")).body_field("a", 1).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone), "{error}");
    }
    assert_eq!(server.count(), before);
}

#[tokio::test]
async fn a_form_is_refused_what_a_query_is() {
    #[derive(Serialize)]
    struct Form {
        ratio: f64,
        tags: Vec<Option<&'static str>>,
    }
    let (server, client) = served("").await;
    let form = |ratio, tags: &[Option<&'static str>]| Form { ratio, tags: tags.to_vec() };
    for (form, words) in [
        (form(f64::NAN, &[]), "not finite"),
        (form(f64::INFINITY, &[]), "not finite"),
        (form(1.0, &[Some("a"), None]), "absent values"),
    ] {
        let error = client.form(&form).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Build, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    assert_eq!(server.count(), 0);
    client.form(&form(0.5, &[Some("a b"), Some("c")])).await.unwrap();
    client.form(&[("x", "1"), ("x", "2")]).await.unwrap();
    let sent: Vec<_> = server.received().iter().map(|request| request.text()).collect();
    assert_eq!(sent, ["ratio=0.5&tags=a+b&tags=c", "x=1&x=2"]);
}

/// What a struct declares decides on the kind of the body, and not what it holds.
#[tokio::test]
async fn a_struct_that_is_absent_leaves_the_kind_of_the_body() {
    let (server, client) = served("").await;
    for members in [None, Some(&Members { a: None })] {
        client.members(members).await.unwrap();
        assert_eq!(server.received().pop().unwrap().text(), "{}");
    }
    for parts in [None, Some(&Parts { a: None })] {
        client.of_parts(parts).await.unwrap();
        let received = server.received().pop().unwrap();
        assert!(received.header("content-type").unwrap().starts_with("multipart/form-data"));
        assert!(received.text().ends_with("--\r\n") && !received.text().contains("name"));
    }
    for params in [None, Some(&InQuery { a: None })] {
        client.in_query(params).await.unwrap();
        let received = server.received().pop().unwrap();
        assert_eq!((received.header("content-type"), received.text()), (None, String::new()));
    }
}

#[tokio::test]
async fn a_timeout_of_nothing_is_refused() {
    let (server, client) = served("").await;
    let nothing = Duration::ZERO;
    for error in [
        client.look().timeout(nothing).await.unwrap_err(),
        client.download(server.url()).timeout(nothing).await.unwrap_err(),
        Client::builder().base_url(server.url()).timeout(nothing).build().unwrap_err(),
    ] {
        assert_eq!(error.kind(), Kind::Build, "{error}");
        assert!(error.to_string().contains("`timeout` is 0"), "{error}");
    }
    assert_eq!(server.count(), 0);
}

/// RFC 3986 §3.3.
#[test]
fn the_text_of_a_template_is_encoded_where_it_has_to_be() {
    let client = Client::builder().base_url("https://h/base").build().unwrap();
    let url = client.odd("1", "2").preview().unwrap().url().clone();
    assert_eq!(
        url.path(),
        "/base/a%7Cb%5Ec/%5B1%5D/%60x%22'/%7B%C3%BC%7d/~!$&()*+,;=:@-._/1%7C2%5E"
    );
}

/// Behind an alias of `Call` the compiler can't be asked.
#[tokio::test]
async fn what_meets_behind_an_alias_is_refused() {
    let client = Client::offline();
    let url = client.alias(1, &InQuery { a: Some(2) }).preview().unwrap().url().to_string();
    assert!(url.ends_with("/alias?b=1&a=2"), "{url}");
    let error = client.alias_without_room(&Members { a: None }).await.unwrap_err();
    assert!(error.to_string().contains("no room for them"), "{error}");
    let error = client.alias_twice(1, &InQuery { a: Some(2) }).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone), "{error}");
    assert!(error.to_string().contains("the parameter `a` is sent twice"), "{error}");
}
