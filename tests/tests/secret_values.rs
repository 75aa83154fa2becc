//! Secrets of every kind of value, in every role, and in every spelling in which a server may repeat
//! them.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeMap;
use std::fmt::Write;

use endpoint::{Body, Call, Client, Endpoints, Error, Kind, Params, Part, Secret, endpoint};
use http::HeaderValue;
use project_tests::{Act, Server, answer, ok};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Params)]
struct Rest {
    #[query]
    pin: Secret<u64>,
    #[header("x-pin")]
    header: Secret<u64>,
    member: Secret<u64>,
    job_id: &'static str,
}

#[derive(Serialize)]
struct Account<T> {
    pin: Secret<T>,
    user_id: &'static str,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Problem {
    code: String,
}

struct Named;

impl Serialize for Named {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(Secret::new("x7z"), 1)])
    }
}

trait Things: Endpoints {
    #[endpoint(post = "/by/{pin}", error = Problem)]
    fn everywhere(
        &self,
        pin: &Secret<u64>,
        #[query] q: &Secret<u64>,
        #[header] x_pin: &Secret<u64>,
        #[body] body: &Account<u64>,
    ) -> Call<u64>;

    #[endpoint(post = "/by/{pin}")]
    fn short(
        &self,
        pin: &Secret<&str>,
        #[query] q: &Secret<&str>,
        #[header] x_pin: &Secret<&str>,
        #[body] body: &Account<&str>,
    ) -> Call<u64>;

    #[endpoint(post = "/form")]
    fn form(&self, #[form] form: &Account<Value>) -> Call<u64>;

    #[endpoint(post = "/params")]
    fn params(&self, #[params] rest: &Rest) -> Call<u64>;

    #[endpoint(post = "/json", error = Problem)]
    fn json(&self, #[body] body: &Value) -> Call<u64>;

    #[endpoint(post = "/secret")]
    fn secret(&self, #[body] body: &BTreeMap<String, Secret<Value>>) -> Call<u64>;

    #[endpoint(post = "/bytes")]
    fn bytes(&self, #[body] body: &BTreeMap<String, Secret<Vec<u8>>>) -> Call<u64>;

    #[endpoint(post = "/pairs")]
    fn pairs(&self, #[form] pairs: &BTreeMap<&str, &str>) -> Call<u64>;

    #[endpoint(post = "/raw", error = Problem)]
    fn raw(&self, #[body(raw)] body: &Body) -> Call<u64>;

    #[endpoint(post = "/part", error = Problem)]
    fn part(&self, #[part] token: &Part) -> Call<u64>;

    #[endpoint(post = "/secret-raw", error = Problem)]
    fn secret_raw(&self, #[body(raw)] body: &Secret<Body>) -> Call<u64>;

    #[endpoint(post = "/secret-parts", error = Problem)]
    fn secret_parts(
        &self,
        #[part] note: &Secret<&str>,
        #[part] scan: Option<Secret<Vec<u8>>>,
    ) -> Call<u64>;

    #[endpoint(get = "/by/{id}")]
    fn get(&self, id: &str) -> Call<u64>;

    #[endpoint(get = "/any", error = Problem)]
    fn any(&self, #[query] any: &Secret<String>) -> Call<u64>;
}

impl Things for Client {}

fn client(url: &str) -> Client {
    Client::builder().base_url(url).retries(0).build().unwrap()
}

/// What is shown of a request that has not been sent.
fn previewed<T>(call: impl Fn() -> Call<T>) -> String {
    let preview = call().preview().unwrap();
    format!("{:?} {preview:?} {preview:#?} {}", call(), preview.to_curl())
}

/// All that an error shows.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {:?}", error.detail());
    let _ = write!(text, " {}", String::from_utf8_lossy(error.body()));
    let _ = write!(text, " {:?} {:?}", error.api_error::<Problem>(), error.response_id());
    if let Some(request) = error.request() {
        let body = String::from_utf8_lossy(request.body());
        let _ = write!(text, " {request} {request:?} {} {body}", request.url());
    }
    text
}

/// What the call's error is when the server answers with `status` and `body`.
async fn error_of<T: endpoint::Value>(
    status: &str,
    body: &str,
    call: impl FnOnce(&Client) -> Call<T>,
) -> Error {
    let server = Server::start([Act::Answer(answer(status, &[], body))]).await;
    call(&client(server.url())).await.map(drop).unwrap_err()
}

#[track_caller]
fn assert_hidden(place: &str, secret: &str, shown: &str) {
    assert!(!shown.contains(secret), "{place}: {secret} in {shown}");
}

const NUMBER: u64 = 987_654_321;

#[tokio::test]
async fn r50_a_number_is_hidden_in_every_role() {
    let pin = Secret::new(NUMBER);
    let account = Account { pin: Secret::new(NUMBER), user_id: "u-1" };
    let everywhere = |client: &Client| client.everywhere(&pin, &pin, &pin, &account);
    let rest =
        Rest { pin: NUMBER.into(), header: NUMBER.into(), member: NUMBER.into(), job_id: "j-1" };
    let offline = Client::offline();
    for (place, shown) in [
        ("arguments", previewed(|| everywhere(&offline))),
        ("params", previewed(|| offline.params(&rest))),
        ("a member of the call", previewed(|| offline.params(&rest).body_field("x", &pin))),
        ("a query of the call", previewed(|| offline.get("x").query("x", &pin))),
        ("a header of the call", previewed(|| offline.get("x").header("x-a", &pin))),
    ] {
        assert_hidden(place, &NUMBER.to_string(), &shown);
        assert!(shown.contains("[redacted]"), "{place}: {shown}");
    }
    // It is sent all the same, and the ids of the request are still there.
    let request = everywhere(&offline).preview().unwrap().into_http().unwrap();
    assert_eq!(request.uri().path(), format!("/by/{NUMBER}"));
    assert_eq!(request.uri().query(), Some(&*format!("q={NUMBER}")));
    assert_eq!(request.headers()["x-pin"], HeaderValue::from(NUMBER));
    assert_eq!(request.body(), &format!(r#"{{"pin":{NUMBER},"user_id":"u-1"}}"#));

    let echo = format!(r#"{{"message": "no {NUMBER}", "code": "c {NUMBER}", "n": {NUMBER}}}"#);
    for status in ["400 Bad Request", "500 Internal", "200 OK"] {
        let error = error_of(status, &echo, everywhere).await;
        assert_hidden(status, &NUMBER.to_string(), &shown(&error));
        serde_json::from_slice::<Value>(error.body()).unwrap();
    }
    let error = error_of("500 Internal", "", everywhere).await;
    let ids = error.request().unwrap().ids();
    assert_eq!(ids, [("user_id".to_owned(), "u-1".to_owned())]);
    let error = error_of("400 Bad Request", &echo, everywhere).await;
    assert_eq!(error.api_error::<Problem>().unwrap().code, "c [redacted]");
}

/// R52: HTTP/2 must not index it, however short it is.
#[test]
fn r52_a_header_with_a_secret_is_marked_whatever_the_secret_is() {
    let client = Client::offline();
    for header in [
        client.get("x").header("x-pin", Secret::new(7)),
        client.get("x").header("x-pin", Secret::new("x7z")),
        client.get("x").header("x-pin", Secret::new(true)),
        client.get("x").header("x-pin", Some(&Secret::new("a long one"))),
    ] {
        assert!(header.preview().unwrap().headers()["x-pin"].is_sensitive());
    }
    let plain = client.get("x").header("x-pin", 7).preview().unwrap();
    assert!(!plain.headers()["x-pin"].is_sensitive());
}

#[tokio::test]
async fn r50_a_short_secret_is_hidden_where_it_is_sent_and_as_a_word() {
    for secret in ["x7z", "q"] {
        let pin = Secret::new(secret);
        let account = Account { pin: pin.clone(), user_id: "u-1" };
        let call = |client: &Client| client.short(&pin, &pin, &pin, &account);
        let preview = call(&Client::offline()).preview().unwrap();
        let curl = preview.to_curl();
        for part in [
            "/by/[redacted]?q=[redacted]'",
            "'x-pin: [redacted]'",
            r#"{"pin":"[redacted]","user_id":"u-1"}"#,
        ] {
            assert!(curl.contains(part), "{part}: {curl}");
        }
        let debug = format!("{preview:?}");
        assert!(debug.contains("/by/[redacted]?q=[redacted]"), "{debug}");
        assert!(debug.contains(r#""x-pin": "[redacted]""#), "{debug}");
        assert!(format!("{:?}", call(&Client::offline())).contains("/by/[redacted]"));

        let echo = format!(r#"{{"message": "no pin {secret}, quite so", "qx7z": 1}}"#);
        let error = error_of("500 Internal", &echo, call).await;
        assert!(error.message().ends_with("no pin [redacted], quite so"), "{error}");
        assert!(String::from_utf8_lossy(error.body()).contains("qx7z"), "{error:?}");
        let sent = error.request().unwrap();
        assert!(sent.url().ends_with("/by/[redacted]?q=[redacted]"), "{}", sent.url());
        assert_eq!(sent.body(), r#"{"pin":"[redacted]","user_id":"u-1"}"#);
    }
}

#[tokio::test]
async fn r50_every_kind_of_value_can_be_a_secret() {
    let client = Client::offline();
    for (kind, value, visible) in [
        ("a boolean", json!(true), "true"),
        ("a fraction", json!(12345.5), "12345.5"),
        ("a map", json!({"canary-key": "canary-value"}), "canary"),
        ("a list", json!(["canary", 12345]), "12345"),
        ("a short number", json!(7), "7"),
    ] {
        let body = BTreeMap::from([("pin".to_owned(), Secret::new(value.clone()))]);
        let preview = client.secret(&body).preview().unwrap();
        let sent: Value = serde_json::from_slice(&preview.body().unwrap()).unwrap();
        assert_eq!(sent, json!({ "pin": value }), "{kind}");
        let curl = preview.to_curl();
        assert!(curl.ends_with(r#"--data-raw '{"pin":"[redacted]"}'"#), "{kind}: {curl}");
        let debug = format!("{preview:?}").replace("true,", "").replace("17", "");
        assert!(debug.contains(r#"{\"pin\":\"[redacted]\"}"#), "{kind}: {debug}");
        let echo = json!({ "message": format!("no {value}"), "echo": value }).to_string();
        if visible.len() > 4 {
            let error = error_of("400 Bad", &echo, |client| client.secret(&body)).await;
            assert_hidden(kind, visible, &shown(&error));
            serde_json::from_slice::<Value>(error.body()).unwrap();
        }
    }
    // As a name.
    let preview = client.get("x").query("q", Named).preview().unwrap();
    assert!(preview.to_curl().contains("?[redacted]=1"), "{}", preview.to_curl());

    let bytes = BTreeMap::from([("pin".to_owned(), Secret::new(b"QRST".to_vec()))]);
    let curl = client.bytes(&bytes).preview().unwrap().to_curl();
    assert!(curl.ends_with(r#"--data-raw '{"pin":"[redacted]"}'"#), "{curl}");
    let echo = r#"{"message": "no QRST", "code": "[81, 82, 83, 84]", "n": [ 81,82, 83,84 ]}"#;
    let error = error_of("400 Bad", echo, |client| client.bytes(&bytes)).await;
    assert_eq!(
        error.body(),
        r#"{"message": "no [redacted]", "code": "[[redacted]]", "n": "[redacted]"}"#
    );
}

#[test]
fn r50_a_form_hides_its_secrets() {
    let client = Client::offline();
    for pin in [json!(7), json!("x7z"), json!(NUMBER), json!("a b+c")] {
        let form = Account { pin: Secret::new(pin), user_id: "u-1" };
        let preview = client.form(&form).preview().unwrap();
        let curl = preview.to_curl();
        assert!(curl.contains("--data-urlencode 'pin=[redacted]'"), "{curl}");
        assert!(format!("{preview:?}").contains("pin=[redacted]&user_id=u-1"), "{preview:?}");
        assert!(!preview.body().unwrap().starts_with(b"pin=%5B"));
    }
}

#[tokio::test]
async fn r50_a_number_or_a_short_text_is_a_secret_by_its_name() {
    let body = json!({"api_key": NUMBER, "password": "x7z", "max_tokens": 4096, "n": [1, 2]});
    let call = |client: &Client| client.json(&body);
    let shown_body =
        r#"{"api_key":"[redacted]","max_tokens":4096,"n":[1,2],"password":"[redacted]"}"#;
    let curl = call(&Client::offline()).preview().unwrap().to_curl();
    assert!(curl.ends_with(&format!("--data-raw '{shown_body}'")), "{curl}");
    let echo = format!(r#"{{"code": "{NUMBER}", "max_tokens": 4096, "key": {NUMBER}}}"#);
    let error = error_of("500 Internal", &echo, call).await;
    assert_eq!(error.request().unwrap().body(), shown_body);
    let redacted = r#"{"code": "[redacted]", "max_tokens": 4096, "key": "[redacted]"}"#;
    assert_eq!(error.body(), redacted);
}

const CANARY: &str = "Zq9canary+Ab/ä7";

#[tokio::test]
async fn r50_a_default_of_a_derived_client_is_a_secret_by_its_name() {
    let echo = answer("400 Bad", &[], r#"{"message": "no Zq9canary"}"#);
    let server = Server::start([Act::Answer(echo)]).await;
    let client = client(server.url()).with_query("api_key", "Zq9canary").with_query("pin_key", "x");
    assert_hidden("Client", "Zq9", &format!("{client:?}"));
    assert_hidden("preview", "Zq9", &previewed(|| client.get("1")));
    let curl = client.get("1").preview().unwrap().to_curl();
    assert!(curl.contains("?api_key=[redacted]&pin_key=[redacted]'"), "{curl}");
    let call = client.json(&json!({}));
    assert_hidden("error", "Zq9", &shown(&call.await.unwrap_err()));
    assert_eq!(server.received()[0].target, "/json?api_key=Zq9canary&pin_key=x");
}

#[tokio::test]
async fn r51_no_spelling_of_a_secret_is_shown() {
    let escaped: String = CANARY.chars().map(|c| format!("\\u{:04X}", u32::from(c))).collect();
    for spelled in [
        CANARY,
        r"Zq9canary\u002BAb/ä7",
        r"Zq9canary+Ab\/\u00e47",
        "Zq9canary%2bAb%2f%c3%a47",
        "Zq9canary%2BAb/%C3%A47",
        "Zq9canary%252BAb%252F%25C3%25A47",
        "Zq9canary&#43;Ab&#x2F;ä7",
        &escaped,
    ] {
        let json = format!(r#"{{"code": "no {spelled}!", "message": "no {spelled}!", "id": "a"}}"#);
        let text = format!("<p>no {spelled}!</p>");
        let call = |client: &Client| client.any(&CANARY.into());
        for status in ["400 Bad Request", "200 OK"] {
            for body in [&json, &text] {
                let shown = shown(&error_of(status, body, call).await);
                for part in ["Zq9canary", "u005A", "Ab/", "Ab%2f", "Ab\\/"] {
                    assert_hidden(spelled, part, &shown);
                }
                assert!(shown.contains("no [redacted]!"), "{shown}");
            }
        }
        let error = error_of("400 Bad", &json, call).await;
        assert_eq!(error.api_error::<Problem>().unwrap().code, "no [redacted]!", "{spelled}");
        assert_eq!(error.detail().unwrap().message, "no [redacted]!", "{spelled}");
        serde_json::from_slice::<Value>(error.body()).unwrap();
    }
    for spelled in ["horse canary x1", "horse+canary+x1", "horse%20canary+x1"] {
        let body = format!("pass={spelled}&x=1");
        let call = |client: &Client| client.any(&"horse canary x1".into());
        let error = error_of("400 Bad", &body, call).await;
        assert_eq!(error.body(), "pass=[redacted]&x=1");
    }
}

#[tokio::test]
async fn r51_raw_bodies_and_parts_are_looked_into() {
    let raw = |text: &str| {
        let body = Body::text(text);
        move |client: &Client| client.raw(&body)
    };
    let echo = r#"{"code": "no Zq9canary", "message": "x"}"#;
    for text in [
        "user=me&api_key=Zq9canary",
        r#"{"api_key": "Zq9\u0063anary"}"#,
        r#"{"a": [{"token": "Zq9canary"}]}"#,
    ] {
        let call = raw(text);
        let shown_before = previewed(|| call(&Client::offline()));
        assert_hidden(text, "anary", &shown_before);
        let error = error_of("400 Bad", echo, call).await;
        assert_hidden(text, "Zq9", &shown(&error));
    }
    for part in
        [Part::text("Zq9canary"), Part::bytes("Zq9canary\n"), Part::text("t=1&key=Zq9canary")]
    {
        let call = |client: &Client| client.part(&part);
        assert_hidden("part", "Zq9", &previewed(|| call(&Client::offline())));
        assert_hidden("part", "Zq9", &shown(&error_of("400 Bad", echo, call).await));
    }
    let short = Part::text("x7z");
    let curl = Client::offline().part(&short).preview().unwrap().to_curl();
    assert!(curl.contains("token=[redacted]"), "{curl}");
}

#[tokio::test]
async fn r50_a_part_or_a_raw_body_can_be_a_secret() {
    let echo = r#"{"code": "no Zq9canary, Xw8canary", "message": "x"}"#;
    for body in [Body::text("Zq9canary, Xw8canary"), Body::bytes("Zq9canary, Xw8canary")] {
        let body = Secret::new(body);
        let call = |client: &Client| client.secret_raw(&body);
        let preview = call(&Client::offline()).preview().unwrap();
        assert_eq!(preview.body().unwrap(), "Zq9canary, Xw8canary");
        assert_hidden("raw", "canary", &previewed(|| call(&Client::offline())));
        assert_hidden("raw", "canary", &shown(&error_of("500 Internal", echo, call).await));
    }
    let short = Client::offline().secret_raw(&Body::text("x7z").into()).preview().unwrap();
    assert!(short.to_curl().ends_with("--data-raw '[redacted]'"), "{}", short.to_curl());
    assert!(format!("{short:?}").contains(r#"body: "[redacted]""#), "{short:?}");

    for note in ["Zq9canary", "x7z"] {
        let note = Secret::new(note);
        let scan = || Some(Secret::new(b"Xw8canary".to_vec()));
        let curl = Client::offline().secret_parts(&note, scan()).preview().unwrap().to_curl();
        assert!(curl.contains("--form-string 'note=[redacted]'"), "{curl}");
        let server = Server::start([Act::Answer(answer("400 Bad", &[], echo))]).await;
        let error = client(server.url()).secret_parts(&note, scan()).await.unwrap_err();
        assert_hidden("part", "Xw8", &shown(&error));
        let sent = server.received()[0].text();
        assert!(sent.contains(note.expose()) && sent.contains("Xw8canary"), "{sent}");
    }
}

#[tokio::test]
async fn r51_what_is_hidden_leaves_the_rest_readable() {
    let body = r#"{"code":"bad_request","message":"the code 12345 is wrong: hunter e","n":1234}"#;
    let form = BTreeMap::from([("password", "hunter e"), ("secret", "   is")]);
    let server = Server::start([Act::Answer(answer("400 Bad", &[], body))]).await;
    let error = client(server.url()).pairs(&form).await.unwrap_err();
    let expected = body.replace("hunter e", "[redacted]");
    assert_eq!(error.body(), &expected);

    let client = client(server.url());
    let call = || client.json(&json!({})).header("cookie", "sid=1234; e");
    let error = call().await.unwrap_err();
    assert_eq!(error.body(), body);
    assert_eq!(error.api_error::<Problem>().unwrap().code, "bad_request");

    let error = call().query("api_key", "1234").await.unwrap_err();
    let redacted: Value = serde_json::from_slice(error.body()).unwrap();
    assert_eq!(redacted["n"], "[redacted]");
    assert_eq!(error.api_error::<Problem>().unwrap().code, "bad_request");
    assert!(error.message().contains("is wrong"), "{error}");

    // Behind the word for a scheme stands the secret itself.
    let echo = answer("400 Bad", &[], r#"{"message":"no Zq9canary"}"#);
    let server = Server::start([Act::Answer(echo)]).await;
    for value in ["bearer Zq9canary", "Own-Scheme Zq9canary"] {
        let call = self::client(server.url()).get("1").header("authorization", value);
        assert_hidden(value, "Zq9", &shown(&call.await.unwrap_err()));
    }
}

#[test]
fn r50_the_key_is_hidden_wherever_else_it_is_put() {
    let client = Client::builder().base_url("https://h.example").bearer_token("llx-canary").build();
    let client = client.unwrap();
    let derived =
        client.with_header("x-other", "a llx-canary").unwrap().with_query("q", "llx-canary");
    let path = || derived.get("by llx-canary").header("x-debug", "my llx-canary");
    let query =
        || client.get("1").query("q", Secret::new("llx-canary")).header("x-debug", "llx-canary");
    let shown = format!("{derived:?} {} {}", previewed(path), previewed(query));
    assert_hidden("Debug", "canary", &shown);
    assert!(shown.contains(r#""x-debug": "my [redacted]""#), "{shown}");
    let builder = Client::builder().bearer_token("llx-canary").query("q", "llx-canary");
    assert_hidden("builder", "canary", &format!("{builder:?}"));
}

#[tokio::test]
async fn what_is_sent_holds_the_secrets_after_one_was_hidden() {
    let server = Server::start([Act::Answer(ok("1"))]).await;
    let client = client(server.url());
    let account = Account { pin: Secret::new(NUMBER), user_id: "u-1" };
    let pin = Secret::new(NUMBER);
    let call = client.everywhere(&pin, &pin, &pin, &account).body_field("user_id", "u-2");
    call.body_field("more", &pin).await.unwrap();
    let sent: Value = serde_json::from_slice(&server.received()[0].body).unwrap();
    assert_eq!(sent, json!({"pin": NUMBER, "user_id": "u-2", "more": NUMBER}));

    let bad = client.json(&json!([])).body_field("x", 1).await.unwrap_err();
    assert_eq!(bad.kind(), Kind::Build);
}
