//! Answers that are wrong in ways that nobody thought of: the contract's examples, mutated.
//!
//! `FUZZ_CASES` says how many (10,000 and 2,000 if it is not set), `FUZZ_SEED` repeats a run.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails")]

use std::convert::Infallible;
use std::fmt::Debug;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use endpoint::{Call, Client, Endpoints, Error, Kind, OffsetPage, Outcome, endpoint};
use fastrand::Rng;
use futures_util::FutureExt;
use http_body_util::Full;
use llama_cloud::{
    BatchCancelResponse, BatchJob, BatchJobItem, BatchJobStatus, ItemProcessingResults,
};
use project_tests::{Act, Server};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

const KEY: &str = "llx-Kq7Zw9Xv3Rt5Yp1M";

trait Things: Endpoints {
    #[endpoint(post = "/create")]
    fn create(&self) -> Call<BatchJob>;

    #[endpoint(get = "/list")]
    fn list(&self) -> Call<OffsetPage<BatchJob>>;

    #[endpoint(get = "/status")]
    fn status(&self) -> Call<BatchJobStatus>;

    #[endpoint(post = "/cancel", idempotent)]
    fn cancel(&self) -> Call<BatchCancelResponse>;

    #[endpoint(get = "/items")]
    fn items(&self) -> Call<OffsetPage<BatchJobItem>>;

    #[endpoint(get = "/results")]
    fn results(&self) -> Call<Option<ItemProcessingResults>>;
}

impl Things for Client {}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The bodies of the contract's responses.
fn examples() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/contract/examples");
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let json = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "json"));
    json.map(|path| {
        let example: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        example.pointer("/response/body").unwrap().clone()
    })
    .collect()
}

/// Something that may stand anywhere in a JSON text.
fn odd(rng: &mut Rng) -> Value {
    let number = |text: &str| serde_json::from_str(text).unwrap();
    match rng.u8(..16) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i64(..)),
        3 => json!(u64::MAX),
        4 => json!(rng.f64() * 1e300),
        5 => number("-0"),
        6 => json!(""),
        7 => json!("\u{202e}\u{0}\r\n\u{feff}'\"\\"),
        8 => json!("x".repeat(rng.usize(..5000))),
        9 => json!(KEY),
        10 => json!([]),
        11 => json!({}),
        12 => json!({ KEY: { "key": KEY } }),
        13 => json!("0000-99-99T99:99:99Z"),
        14 => (0..rng.usize(..140)).fold(Value::Null, |inner, _| json!([inner])),
        _ => json!([{ "id": KEY }, null, 1.5]),
    }
}

fn mutate_value(value: &mut Value, rng: &mut Rng) {
    if rng.u8(..5) == 0 {
        *value = odd(rng);
        return;
    }
    match value {
        Value::Object(members) if !members.is_empty() => {
            let keys: Vec<String> = members.keys().cloned().collect();
            let key = rng.choice(keys).unwrap();
            match rng.u8(..6) {
                0 => {
                    members.remove(&key);
                }
                1 => {
                    members.insert(key, odd(rng));
                }
                2 => {
                    let value = members.remove(&key).unwrap_or_default();
                    members.insert(format!("{key}_"), value);
                }
                3 => {
                    members.insert("new_key".to_owned(), odd(rng));
                }
                _ => mutate_value(members.get_mut(&key).unwrap(), rng),
            }
        }
        Value::Array(values) if !values.is_empty() => {
            let at = rng.usize(..values.len());
            match rng.u8(..4) {
                0 => values.push(odd(rng)),
                1 => values.extend(values.clone()),
                _ => mutate_value(values.get_mut(at).unwrap(), rng),
            }
        }
        other => *other = odd(rng),
    }
}

fn mutate_bytes(bytes: &mut Vec<u8>, other: &[u8], rng: &mut Rng) {
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(..=bytes.len());
        let end = (at + rng.usize(..20)).min(bytes.len());
        match rng.u8(..8) {
            0 => bytes.truncate(at),
            1 => {
                bytes.drain(at..end);
            }
            2 => {
                let copy = bytes.get(at..end).unwrap_or_default().to_vec();
                bytes.splice(at..at, copy);
            }
            3 => bytes.insert(at, rng.u8(..)),
            4 => {
                let from = rng.usize(..=other.len());
                bytes.splice(at..end, other.get(from..).unwrap_or_default().iter().copied());
            }
            5 => {
                bytes.splice(at..at, *b"\xef\xbb\xbf");
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = rng.u8(..);
                }
            }
        }
    }
}

fn mutated(examples: &[Value], rng: &mut Rng) -> Vec<u8> {
    let mut value = rng.choice(examples).cloned().unwrap_or_default();
    for _ in 0..rng.usize(..4) {
        mutate_value(&mut value, rng);
    }
    let mut bytes = serde_json::to_vec(&value).unwrap();
    if rng.u8(..3) == 0 {
        let other = serde_json::to_vec(&rng.choice(examples)).unwrap();
        mutate_bytes(&mut bytes, &other, rng);
    }
    bytes
}

/// What every error has to be, whatever led to it.
fn check(error: &Error, sent: &[u8]) {
    let line = error.to_string();
    let odd = |char: char| char.is_control() || "\u{202e}\u{feff}\u{2028}".contains(char);
    assert!(!line.contains(odd), "{line:?} for {:?}", String::from_utf8_lossy(sent));
    assert!(line.chars().count() < 2500, "{} characters", line.len());
    let shown = format!("{line} {error:?} {}", String::from_utf8_lossy(error.body()));
    assert!(!shown.contains(KEY), "{shown}");
    if error.kind() == Kind::Decode {
        assert_eq!(error.outcome(), Outcome::Done, "{line}");
    }
}

/// A value that is read is written, and read again, without change.
fn check_value<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    read: Result<T, Error>,
    sent: &[u8],
) -> bool {
    match read {
        Ok(value) => {
            let _ = format!("{value:?}");
            let written = serde_json::to_string(&value).unwrap();
            let again: T =
                serde_json::from_str(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
            assert_eq!(again, value, "{}", String::from_utf8_lossy(sent));
            true
        }
        Err(error) => {
            check(&error, sent);
            false
        }
    }
}

#[derive(Clone, Default)]
struct Next(Arc<Mutex<http::Response<Bytes>>>);

/// A transport that answers with what is laid out, so that many thousands of cases take seconds.
impl tower_service::Service<http::Request<endpoint::RequestBody>> for Next {
    type Response = http::Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<endpoint::RequestBody>) -> Self::Future {
        std::future::ready(Ok(self.0.lock().unwrap().clone().map(Full::new)))
    }
}

fn odd_header(rng: &mut Rng) -> http::HeaderValue {
    let texts = ["-1", "NaN", "1e9", "99999999999999999999", "0.0001", KEY, "", "true", "gzip"];
    let mut bytes = rng.choice(texts).unwrap_or_default().as_bytes().to_vec();
    if rng.u8(..3) == 0 {
        mutate_bytes(&mut bytes, b"Sun, 06 Nov 1994 08:49:37 GMT", rng);
    }
    http::HeaderValue::from_bytes(&bytes).unwrap_or(http::HeaderValue::from_static("x"))
}

/// R37, R40, R41: no answer can make the client panic, show a secret, or change a value.
#[tokio::test(start_paused = true)]
async fn r37_no_answer_can_make_it_panic() {
    let cases = variable("FUZZ_CASES").unwrap_or(10_000);
    let seed = variable("FUZZ_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}, {cases} cases");
    let mut rng = Rng::with_seed(seed);
    let examples = examples();
    let next = Next::default();
    let mut read = 0_u64;
    for _ in 0..cases {
        let body = mutated(&examples, &mut rng);
        let mut response = http::Response::new(Bytes::from(body.clone()));
        let statuses = [200, 200, 200, 200, 201, 204, 206, 307, 400, 401, 404, 409, 422, 500, 503];
        *response.status_mut() = rng.choice(statuses).unwrap().try_into().unwrap();
        let names = ["retry-after", "retry-after-ms", "date", "content-type", "x-request-id"];
        for name in names.into_iter().chain(["x-should-retry", "content-length", "location"]) {
            if rng.u8(..6) == 0 {
                response.headers_mut().append(name, odd_header(&mut rng));
            }
        }
        *next.0.lock().unwrap() = response;
        // A new one each time, as advice may hold back a client for a day.
        let client = Client::builder().base_url("http://localhost").bearer_token(KEY);
        let client = client.transport(next.clone()).build().unwrap();
        read += u64::from(match rng.u8(..6) {
            0 => check_value(client.create().retries(0).await, &body),
            1 => check_value(client.list().retries(0).await, &body),
            2 => check_value(client.status().retries(1).await, &body),
            3 => check_value(client.cancel().retries(0).await, &body),
            4 => check_value(client.items().retries(0).await, &body),
            _ => check_value(client.results().retries(0).await, &body),
        });
    }
    assert!(read > cases / 50, "only {read} of {cases} answers could be read: seed {seed}");
    assert!(read < cases, "nothing was wrong: seed {seed}");
}

/// R36, R19: nor can the bytes below, head and framing included; and a create goes out once unless it
/// was provably refused.
#[tokio::test(start_paused = true)]
async fn r36_no_bytes_can_make_it_panic_hang_or_repeat() {
    let cases = variable("FUZZ_CASES").unwrap_or(2_000);
    let seed = variable("FUZZ_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}, {cases} cases");
    let mut rng = Rng::with_seed(seed);
    let examples = examples();
    for case in 0..cases {
        let body = String::from_utf8_lossy(&mutated(&examples, &mut rng)).into_owned();
        let head = ["200 OK", "100 Continue", "204 No Content", "429 Slow", "503 Busy", "401 No"];
        let status = rng.choice(head).unwrap();
        let len = body.len() + usize::from(rng.u8(..8) == 0);
        let mut bytes = match rng.u8(..3) {
            0 => format!(
                "HTTP/1.1 {status}\r\ntransfer-encoding: chunked\r\n\r\n{len:x}\r\n{body}\r\n0\r\n\r\n"
            ),
            _ => format!("HTTP/1.1 {status}\r\ncontent-length: {len}\r\n\r\n{body}"),
        }
        .into_bytes();
        if rng.u8(..4) > 0 {
            mutate_bytes(&mut bytes, b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", &mut rng);
        }
        let act = if rng.bool() { Act::AnswerAndClose(bytes) } else { Act::Answer(bytes) };
        let server = Server::start([act.clone()]).await;
        let client = Client::builder().base_url(server.url()).bearer_token(KEY);
        let client = client.timeout(Duration::from_secs(3)).build().unwrap();
        let deadline = Duration::from_secs(30);
        let began = tokio::time::Instant::now();
        let ended = async {
            match client.create().deadline(deadline).await {
                Ok(_) => assert_eq!(server.count(), 1, "seed {seed}, case {case}: {act:?}"),
                Err(error) => {
                    check(&error, b"");
                    let repeated = server.count() > 1 && error.outcome() != Outcome::NotDone;
                    let throttled = error
                        .attempt_log()
                        .iter()
                        .rev()
                        .skip(1)
                        .all(|attempt| attempt.outcome() == Outcome::NotDone);
                    assert!(!repeated || throttled, "seed {seed}, case {case}: {act:?}, {error:?}");
                }
            }
        };
        let caught = std::panic::AssertUnwindSafe(ended).catch_unwind().await;
        assert!(caught.is_ok(), "seed {seed}, case {case}: {act:?}");
        assert!(began.elapsed() <= deadline + Duration::from_millis(100), "seed {seed}, {act:?}");
    }
}

/// A fuzzer that never makes what it is for finds nothing.
#[test]
fn the_mutations_reach_what_they_are_to_reach() {
    let mut rng = Rng::with_seed(1);
    let example = json!({ "id": "j", "items": [1, 2], "job": { "status": "running" } });
    let all: Vec<Vec<u8>> =
        (0..5000).map(|_| mutated(std::slice::from_ref(&example), &mut rng)).collect();
    let texts: Vec<_> = all.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    for part in ["null", KEY, "\"id_\"", "[[[[[", "\u{fffd}", "\\u0000", "new_key"] {
        assert!(texts.iter().any(|text| text.contains(part)), "{part} is never made");
    }
    let whole = texts.iter().filter(|text| serde_json::from_str::<Map<_, _>>(text).is_ok());
    assert!((1000..4500).contains(&whole.count()));
}
