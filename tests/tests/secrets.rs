//! Where a key or another secret must never be seen, though the server repeats it in every place it
//! has.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::error::Error as StdError;
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use endpoint::{Call, Client, Endpoints, Error, Kind, Secret, endpoint};
use project_tests::{Act, Server, answer, ok};
use serde::{Deserialize, Serialize};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const KEY: &str = "llx-Kq7Zw9Xv3Rt5Yp1M";

#[derive(Debug, Deserialize)]
struct Thing {
    #[expect(dead_code, reason = "only decoded")]
    id: u64,
}

#[derive(Serialize)]
struct NewThing {
    vendor: Secret<String>,
    /// No type says that this is one.
    their_api_key: String,
}

impl NewThing {
    fn new() -> Self {
        Self { vendor: VENDOR.into(), their_api_key: THEIRS.to_owned() }
    }
}

const VENDOR: &str = "vendor/Ab4Cd8Ef2Gh6";
const THEIRS: &str = "theirs+Ij5Kl9Mn3Op7";

trait Things: Endpoints {
    #[endpoint(get = "/thing")]
    fn get(&self) -> Call<Thing>;

    #[endpoint(get = "/by/{key}")]
    fn by_key(&self, key: &Secret<String>, #[query] token: &Secret<String>) -> Call<Thing>;

    #[endpoint(post = "/plain/{vendor_key}")]
    fn plain(&self, vendor_key: &str, #[query] secret: &str, #[part] api_key: &str) -> Call<Thing>;

    #[endpoint(post = "/things")]
    fn make(&self, #[body] thing: &NewThing) -> Call<Thing>;
}

impl Things for Client {}

async fn client(act: Act) -> (Server, Client) {
    let server = Server::start([act]).await;
    let client = Client::builder().base_url(server.url()).bearer_token(KEY).retries(0);
    let client = client.header("x-gateway-token", GATEWAY).build().unwrap();
    (server, client)
}

const GATEWAY: &str = "gate-Qr4St8Uv2Wx6";

/// All that an error shows: the line, `Debug`, what it keeps, and the chain of its causes.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {}", error.message());
    let _ = write!(text, " {}", String::from_utf8_lossy(error.body()));
    let _ = write!(text, " {:?} {:?}", error.request_id(), error.response_id());
    let _ = write!(text, " {:?} {:?}", error.json_path(), error.detail());
    if let Some(request) = error.request() {
        let body = String::from_utf8_lossy(request.body());
        let _ = write!(text, " {request} {request:?} {} {body}", request.url());
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, " {error} {error:?}");
        cause = error.source();
    }
    text
}

/// Fails if so much as six characters of a secret in a row are to be seen.
#[track_caller]
fn assert_hidden(place: &str, shown: &str) {
    for secret in [KEY, VENDOR, THEIRS, GATEWAY] {
        // What is special about each begins behind its prefix.
        let (_, special) = secret.split_at(secret.len() - 12);
        for part in special.as_bytes().windows(6) {
            let part = std::str::from_utf8(part).unwrap();
            assert!(!shown.contains(part), "{place}: `{part}` of `{secret}` in {shown}");
        }
    }
}

/// R51: wherever the secret stands in an answer that can't be read, whole or where the shown part is
/// cut off.
#[tokio::test]
async fn r51_an_undecodable_answer_shows_no_part_of_a_secret() {
    for before in (0..260).step_by(3) {
        for secret in [KEY, VENDOR, THEIRS] {
            let (pad, tail) = ("x".repeat(before), "z".repeat(260 - before));
            for body in [
                format!(r#"{{"a": "{pad}{secret}{tail}", "id": "word"}}"#),
                format!(r#"{{"id": "word", "a": "{pad}{secret}{tail}"}}"#),
                format!(r#"{{"id": "{pad}{secret}{tail}"}}"#),
                format!("{{\"id\": 1, \"a\": \"{pad}{secret}\u{1}{secret}{tail}\"}}"),
            ] {
                let (_server, client) = client(Act::Answer(ok(&body))).await;
                let error = client.make(&NewThing::new()).await.unwrap_err();
                assert_eq!(error.kind(), Kind::Decode);
                assert_hidden("undecodable", &shown(&error));
            }
        }
    }
}

/// R51: where the kept part of a large body is cut off.
#[tokio::test]
async fn r51_a_kept_body_ends_with_no_part_of_a_secret() {
    for before in (64 * 1024 - 24..64 * 1024 + 2).step_by(2) {
        let body = format!("{}{KEY}{}", "x".repeat(before), "y".repeat(100));
        for bytes in [answer("400 Bad Request", &[], &body), answer("200 OK", &[], &body)] {
            let (_server, client) = client(Act::Answer(bytes)).await;
            let error = client.get().await.unwrap_err();
            assert!(error.body().len() <= 64 * 1024);
            assert_hidden("kept body", &shown(&error));
        }
    }
}

/// R51: in headers, in the reason, in words that JSON spells with escapes, in a redirect.
#[tokio::test]
async fn r51_no_place_of_an_answer_shows_a_secret() {
    let escaped: String = KEY.chars().map(|char| format!("\\u{:04x}", u32::from(char))).collect();
    let slashed = VENDOR.replace('/', "\\/");
    let long = format!("{}{KEY}", "x".repeat(500));
    let mut places = vec![
        ("reason", answer(&format!("400 {KEY}"), &[], "{}")),
        ("escapes", answer("400 Bad", &[], &format!(r#"{{"detail": "no {escaped}"}}"#))),
        ("escaped slash", answer("400 Bad", &[], &format!(r#"{{"detail": "no {slashed}"}}"#))),
        ("a long detail", answer("400 Bad", &[], &format!(r#"{{"detail": "{long}"}}"#))),
        ("no key", answer("401 No", &[], &format!(r#"{{"detail": "{GATEWAY} {THEIRS}"}}"#))),
        ("html", answer("502 Bad", &[("content-type", "text/html")], &format!("<p>{KEY}"))),
        ("no JSON", ok(KEY)),
        ("a name", ok(&format!(r#"{{"{KEY}": {{"{VENDOR}": 1}}, "id": "x"}}"#))),
        ("not HTTP", format!("{KEY}\r\n\r\n").into_bytes()),
        ("a bad header", format!("HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n").into_bytes()),
        ("a bad length", format!("HTTP/1.1 200 OK\r\ncontent-length: {KEY}\r\n\r\n").into_bytes()),
    ];
    for name in ["x-request-id", "content-type", "content-encoding", "retry-after", "x-any"] {
        for status in ["200 OK", "400 Bad Request", "429 Too Many Requests", "503 Unavailable"] {
            places.push((name, answer(status, &[(name, KEY)], "?")));
            places.push((name, answer(status, &[(name, &long)], "?")));
        }
    }
    for target in [format!("https://{KEY}.example/"), format!("https://x:{KEY}@y.example/{KEY}")] {
        places.push(("a redirect", answer("307 Temporary", &[("location", &target)], "")));
    }
    for (place, bytes) in places {
        let (_server, client) = client(Act::AnswerAndClose(bytes)).await;
        let error = client.make(&NewThing::new()).await.unwrap_err();
        assert_hidden(place, &shown(&error));
    }
}

/// R50: what describes a client, a call or its request.
#[tokio::test]
async fn r50_clients_calls_and_previews_show_no_secret() {
    let builder = || {
        let builder = Client::builder().base_url("https://api.example.com").bearer_token(KEY);
        builder.header("x-gateway-token", GATEWAY).query("api_key", THEIRS)
    };
    let client = builder().build().unwrap();
    let call = || client.make(&NewThing::new()).header("x-vendor-key", VENDOR);
    let preview = call().preview().unwrap();
    let curl = preview.to_curl();
    assert_hidden("Debug", &format!("{:?} {client:#?} {:?} {preview:#?}", builder(), call()));
    assert_hidden("to_curl", &curl);
    for part in ["curl --request POST ", "[redacted]", "content-type: application/json"] {
        assert!(curl.contains(part), "{part}: {curl}");
    }
    // They are sent all the same.
    let request = preview.into_http().unwrap();
    assert_eq!(request.headers()["authorization"], format!("Bearer {KEY}"));
    assert_eq!(request.headers()["x-vendor-key"], VENDOR);
    assert!(request.uri().query().unwrap().contains("api_key=theirs%2BIj5Kl9Mn3Op7"));
    assert!(String::from_utf8_lossy(request.body()).contains(VENDOR));
}

/// R50: a secret in the path or the query of a call is one too.
#[tokio::test]
async fn r50_a_secret_in_a_url_is_not_shown() {
    let echo = format!(r#"{{"detail": "no /by/{VENDOR}?token={THEIRS}"}}"#);
    let server = Server::start([Act::Answer(answer("404 No", &[], &echo))]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let call = || client.by_key(&VENDOR.into(), &THEIRS.into());
    assert_hidden("Debug", &format!("{:?} {:?}", call(), call().preview().unwrap()));
    assert_hidden("to_curl", &call().preview().unwrap().to_curl());
    assert_hidden("error", &shown(&call().await.unwrap_err()));
    let sent = server.received().remove(0).target;
    assert_eq!(sent, "/by/vendor%2FAb4Cd8Ef2Gh6?token=theirs%2BIj5Kl9Mn3Op7");

    // Where no type says so, the name does.
    let call = || client.plain(VENDOR, THEIRS, KEY).query("access_token", GATEWAY);
    assert_hidden("Debug", &format!("{:?} {:?}", call(), call().preview().unwrap()));
    assert_hidden("to_curl", &call().preview().unwrap().to_curl());
}

/// R50: a value that can't be sent, or a setting that is none, is not repeated.
#[tokio::test]
async fn r50_what_is_refused_is_not_shown() {
    let bad = format!("{KEY}\n");
    let builder = || Client::builder().base_url("https://api.example.com");
    let mut errors = vec![
        builder().bearer_token(&*bad).build().unwrap_err(),
        builder().auth("x-key", &*bad).build().unwrap_err(),
        builder().header("x-any", &*bad).build().unwrap_err(),
        Client::builder().base_url(format!("https://u:{KEY}@h.example")).build().unwrap_err(),
        Client::builder().base_url(format!("https://h.example/?k={KEY}")).build().unwrap_err(),
        Client::builder().base_url(format!("http://[{KEY}]/")).build().unwrap_err(),
    ];
    let client = builder().build().unwrap();
    errors.push(client.get().header("x-any", &*bad).await.unwrap_err());
    errors.push(client.with_header("x-any", &bad).unwrap_err());
    errors.push(client.with_header("authorization", KEY).unwrap_err());
    for error in errors {
        assert_eq!(error.kind(), Kind::Build);
        assert_hidden("refused", &shown(&error));
    }
}

/// R50: a panic that an error ends in shows no more than the error does.
#[tokio::test]
async fn r50_a_panic_message_shows_no_secret() {
    let body = format!(r#"{{"detail": "{KEY} {VENDOR}"}}"#);
    let (_server, client) = client(Act::Answer(answer("400 Bad", &[], &body))).await;
    let made = client.make(&NewThing::new()).await;
    let panic = std::thread::spawn(move || made.unwrap()).join().unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("[redacted]"), "{message}");
    assert_hidden("panic", message);
}

/// R50: nothing in the traces of this crate or of those below it, at their most talkative.
#[tokio::test(start_paused = true)]
async fn r50_traces_show_no_secret() {
    let traces = Traces::default();
    let _guard = tracing::subscriber::set_default(traces.clone());
    let echo = format!(r#"{{"detail": "{KEY} {VENDOR} {THEIRS} {GATEWAY}"}}"#);
    let acts = [
        Act::Answer(answer("429 Too Many", &[("x-request-id", KEY)], &echo)),
        Act::Answer(answer("401 No", &[], &echo)),
        Act::Answer(ok(&echo)),
        Act::AnswerAndClose(format!("{KEY}\r\n").into_bytes()),
        Act::Close,
    ];
    for act in acts {
        let server = Server::start([act]).await;
        let client = Client::builder().base_url(server.url()).bearer_token(KEY).retries(1);
        let client = client.header("x-gateway-token", GATEWAY).build().unwrap();
        for deadline in [5, 600] {
            let deadline = Duration::from_secs(deadline);
            let _ = client.make(&NewThing::new()).deadline(deadline).await.unwrap_err();
            let _ = client.get().deadline(deadline).await.unwrap_err();
        }
    }
    let text = traces.0.lock().unwrap().clone();
    assert!(text.contains("endpoint") && text.contains("attempt"), "{text}");
    assert!(text.contains("hyper"), "the crates below are silent: {text}");
    assert_hidden("traces", &text);
}

/// Keeps the text of all that is traced on this thread.
#[derive(Clone, Default)]
struct Traces(Arc<Mutex<String>>);

impl Traces {
    fn add(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Line<'_>)) {
        let mut text = self.0.lock().unwrap();
        let _ = write!(text, "\n{} {}", metadata.target(), metadata.name());
        record(&mut Line(&mut text));
    }
}

impl Subscriber for Traces {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}
