//! The fault matrix: every fault against every kind of call, a test a cell.
//!
//! `cargo test --test matrix -- close_after_sending::create` runs one. A fault is met once, with a good
//! answer behind it, and for ever; what a call may do then is a word of the table. The rows that are
//! about one kind of call alone are elsewhere: pages in `pages.rs`, jobs that never end in `wait.rs`,
//! files that change in `upload.rs`.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use endpoint::{Kind, Outcome};
use llama_cloud::{
    BatchCancelParams, BatchCreateParams, BatchListParams, DirectoryFileUploadParams, JobConfig,
    LlamaCloud, LlamaCloudBuilder, Part, WaitErrorKind,
};
use project_tests::{Act, Server, answer, ok};
use tokio::net::TcpListener;
use tokio::time::Instant;

/// What becomes of a call that meets a fault.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    /// Sent again: a passing fault is survived, a lasting one is an error after all attempts.
    Retried,
    /// As before, and the error says that the server provably did not act.
    RetriedNotDone,
    /// Sent again at once, on a fresh connection.
    AtOnce,
    /// Sent again as the server paces it: a passing fault is survived, a lasting one ends with the
    /// deadline.
    Paced,
    /// An error after one attempt: the server provably did not act, did act, or nobody can tell.
    NotDone,
    Done,
    Unknown,
    /// An error after one attempt, of a call that a second attempt could not harm.
    Error,
    /// A wait goes on.
    Survived,
    /// A wait goes on, and asks no more before its deadline.
    HeldBack,
    /// As if nothing were wrong.
    Fine,
}
use Expected::{
    AtOnce, Done, Error, Fine, HeldBack, NotDone, Paced, Retried, RetriedNotDone, Survived, Unknown,
};

/// What goes wrong.
#[derive(Clone, Debug)]
enum Fault {
    /// The server does this.
    Acts(Act),
    /// Nobody listens.
    Nowhere,
    /// Somebody listens who speaks no TLS.
    NoTls,
    /// A peer on HTTP/2 refuses the stream.
    RefusedStream,
    /// The connection in the pool is read from once more, and closed.
    Stale,
    /// Nothing, but the service knows more than this client does.
    Newer,
}

/// What becomes of a get, a create, a cancel, an upload, a list and a wait.
type Row = [Expected; 6];

const OPERATIONS: [&str; 6] = ["get", "create", "cancel", "upload", "list", "wait"];

const NOT_SENT: Row =
    [RetriedNotDone, RetriedNotDone, RetriedNotDone, RetriedNotDone, RetriedNotDone, Survived];
const SENT: Row = [Retried, Unknown, Retried, Unknown, Retried, Survived];
const STALE: Row = [AtOnce, Unknown, AtOnce, Unknown, AtOnce, AtOnce];
const BROKEN: Row = [Retried, Done, Retried, Done, Retried, Survived];
const UNREADABLE: Row = [Error, Done, Error, Done, Error, Survived];
const REFUSED: Row = [Error, NotDone, Error, NotDone, Error, Error];
const NEVER_AGAIN: Row = [Error, Unknown, Error, Unknown, Error, Error];
const NO_MORE: Row = [Error, Unknown, Error, Unknown, Error, Survived];
const PACED: Row = [Paced, Paced, Paced, Paced, Paced, Survived];
const PACED_OR_UNKNOWN: Row = [Paced, Unknown, Paced, Unknown, Paced, Survived];
const TOO_FAR_OFF: Row = [Error, NotDone, Error, NotDone, Error, Survived];
const FINE: Row = [Fine, Fine, Fine, Fine, Fine, Fine];

macro_rules! matrix {
    ($($fault:ident: $make:expr => $row:expr;)*) => {
        $(mod $fault {
            use super::*;

            matrix!(@cells $make, $row; get create cancel upload list wait);
        })*
    };
    (@cells $make:expr, $row:expr; $($operation:ident)*) => {
        $(#[tokio::test(start_paused = true)]
        async fn $operation() {
            for transport in TRANSPORTS {
                TRANSPORT.set(transport);
                try_cell(stringify!($operation), &Fault::from($make), &$row).await;
            }
        })*
    };
}

macro_rules! each_operation {
    ($($test:ident)*) => {
        $(mod $test {
            each_operation!(@cells $test; get create cancel upload list wait);
        })*
    };
    (@cells $test:ident; $($operation:ident)*) => {
        $(#[tokio::test(start_paused = true)]
        async fn $operation() {
            for transport in super::TRANSPORTS {
                super::TRANSPORT.set(transport);
                super::$test(stringify!($operation)).await;
            }
        })*
    };
}

matrix! {
    cannot_connect: Fault::Nowhere => NOT_SENT;
    tls_fails: Fault::NoTls => NOT_SENT;
    a_refused_stream: Fault::RefusedStream => NOT_SENT;
    a_stale_connection: Fault::Stale => STALE;
    close_after_sending: Act::Close => SENT;
    no_answer: Act::Hang => SENT;
    a_head_that_drips: Act::Drip(ok("{}")) => SENT;
    status_429: status("429 Too Many Requests") => [Retried, Retried, Retried, Retried, Retried, Survived];
    status_429_with_advice: with("429 Too Many Requests", "retry-after", "2") => PACED;
    status_429_with_advice_in_ms: with("429 Too Many Requests", "retry-after-ms", "1500") => PACED;
    status_429_with_advice_above_the_cap: with("429 Too Many Requests", "retry-after", "600") => TOO_FAR_OFF;
    status_429_with_advice_beyond_all_numbers: with("429 Too Many Requests", "retry-after", "99999999999999999999999") =>
        [Error, NotDone, Error, NotDone, Error, HeldBack];
    status_503_with_advice: with("503 Service Unavailable", "retry-after", "2") => PACED_OR_UNKNOWN;
    status_503_with_advice_above_the_cap: with("503 Service Unavailable", "retry-after", "600") => NO_MORE;
    status_503_with_advice_that_is_none: with("503 Service Unavailable", "retry-after", "-5") => SENT;
    a_500_that_forbids_it: with("500 Internal Server Error", "x-should-retry", "false") => NEVER_AGAIN;
    a_500_that_asks_for_it: with("500 Internal Server Error", "x-should-retry", "true") => SENT;
    a_429_that_forbids_it: with("429 Too Many Requests", "x-should-retry", "false") => REFUSED;
    a_409_that_asks_for_it: with("409 Conflict", "x-should-retry", "true") => [Retried, NotDone, Retried, NotDone, Retried, Error];
    status_408: status("408 Request Timeout") => SENT;
    status_500: status("500 Internal Server Error") => SENT;
    status_502: status("502 Bad Gateway") => SENT;
    status_503: status("503 Service Unavailable") => SENT;
    status_504: status("504 Gateway Timeout") => SENT;
    status_507: status("507 Insufficient Storage") => SENT;
    status_529: status("529 Overloaded") => SENT;
    status_501: status("501 Not Implemented") => NO_MORE;
    status_505: status("505 HTTP Version Not Supported") => NO_MORE;
    status_600: status("600 Odd") => NO_MORE;
    status_999: status("999 Odd") => NO_MORE;
    status_400: status("400 Bad Request") => REFUSED;
    status_401: status("401 Unauthorized") => REFUSED;
    status_402: status("402 Payment Required") => REFUSED;
    status_403: status("403 Forbidden") => REFUSED;
    status_404: status("404 Not Found") => REFUSED;
    status_405: status("405 Method Not Allowed") => REFUSED;
    status_407: status("407 Proxy Authentication Required") => REFUSED;
    status_409: status("409 Conflict") => REFUSED;
    status_410: status("410 Gone") => REFUSED;
    status_413: status("413 Content Too Large") => REFUSED;
    status_415: status("415 Unsupported Media Type") => REFUSED;
    status_422: status("422 Unprocessable Content") => REFUSED;
    status_425: status("425 Too Early") => TOO_FAR_OFF;
    status_300: with("300 Multiple Choices", "location", "https://elsewhere.example/") => NEVER_AGAIN;
    status_301: with("301 Moved Permanently", "location", "https://elsewhere.example/") => NEVER_AGAIN;
    status_302: with("302 Found", "location", "https://elsewhere.example/") => NEVER_AGAIN;
    status_303: with("303 See Other", "location", "https://elsewhere.example/") => NEVER_AGAIN;
    status_304: with("304 Not Modified", "location", "https://elsewhere.example/") => NEVER_AGAIN;
    status_307: with("307 Temporary Redirect", "location", "https://elsewhere.example/") => NEVER_AGAIN;
    status_308: with("308 Permanent Redirect", "location", "https://elsewhere.example/") => NEVER_AGAIN;
    a_truncated_body: raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\"") => BROKEN;
    a_bad_chunk: raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}") => BROKEN;
    no_last_chunk: raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n") => BROKEN;
    a_body_that_drips: Act::DripBody(ok(&format!("\"{}\"", "x".repeat(500)))) => BROKEN;
    no_http: raw("SSH-2.0-OpenSSH_9.6\r\n") => SENT;
    a_bad_status_line: raw("HTTP/1.1 abc OK\r\n\r\n") => SENT;
    two_lengths: raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}x") => SENT;
    half_a_head: raw("HTTP/1.1 200 OK\r\ncontent-le") => SENT;
    a_head_that_is_too_large: raw(&format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(1_000_000))) => SENT;
    an_html_page: Act::Answer(answer("200 OK", &[], "<html>")) => UNREADABLE;
    an_empty_200: Act::Answer(answer("200 OK", &[], "")) => UNREADABLE;
    a_204: Act::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()) => UNREADABLE;
    a_null: Act::Answer(ok("null")) => UNREADABLE;
    a_list_of_numbers: Act::Answer(ok("[1]")) => UNREADABLE;
    half_an_object: Act::Answer(ok(r#"{"id": "#)) => UNREADABLE;
    nulls_everywhere: Act::Answer(ok(r#"{"id": null, "job": null, "items": null, "job_id": null}"#)) => UNREADABLE;
    a_repeated_key: Act::Answer(ok(r#"{"id": "a", "id": "b", "job": {}, "job": {}, "items": [], "items": [], "job_id": "", "job_id": ""}"#)) => UNREADABLE;
    no_utf_8: Act::Answer(answer_bytes(b"{\"id\": \"\xff\"}")) => UNREADABLE;
    deep_nesting: Act::Answer(ok(&"[".repeat(2000))) => UNREADABLE;
    a_body_that_is_too_large: Act::Answer(ok(&format!("\"{}\"", "x".repeat(5000)))) => UNREADABLE;
    a_body_too_large_for_any_memory: raw("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n") => UNREADABLE;
    gzip_that_nobody_asked_for: Act::Answer(answer("200 OK", &[("content-encoding", "gzip")], "xx")) => UNREADABLE;
    unknown_values_and_fields: Fault::Newer => FINE;
}

each_operation! {
    the_deadline_passes
    the_future_is_dropped
    a_total_outage
}

impl From<Act> for Fault {
    fn from(act: Act) -> Self {
        Self::Acts(act)
    }
}

/// How a call ended, and how many requests it took.
#[derive(Debug)]
struct Ended {
    result: Result<(), Failed>,
    /// As the server saw them; where it can see none, as the error tells.
    requests: usize,
    took: Duration,
}

#[derive(Clone, Copy, Debug)]
struct Failed {
    kind: Kind,
    outcome: Outcome,
    attempts: u32,
}

impl From<&endpoint::Error> for Failed {
    fn from(error: &endpoint::Error) -> Self {
        Self { kind: error.kind(), outcome: error.outcome(), attempts: error.attempts() }
    }
}

const JOB: &str = r#"{"id": "j", "job_type": "parse", "project_id": "p", "status": "completed",
    "total_items": 0}"#;

fn good(operation: &str) -> Act {
    let json = match operation {
        "get" | "wait" => format!(r#"{{"job": {JOB}, "progress_percentage": 100}}"#),
        "create" => JOB.to_owned(),
        "cancel" => r#"{"job_id": "j", "message": "m", "processed_items": 0,
            "status": "cancelled"}"#
            .to_owned(),
        "upload" => r#"{"id": "f", "directory_id": "d", "display_name": "a", "project_id": "p",
            "unique_id": "u"}"#
            .to_owned(),
        _ => format!(r#"{{"items": [{JOB}], "total_size": 1}}"#),
    };
    Act::Answer(ok(&json))
}

/// The same from a service that is newer than this client.
fn newer(operation: &str) -> Act {
    let Act::Answer(bytes) = good(operation) else { unreachable!("a good answer is one") };
    let text = String::from_utf8(bytes).unwrap();
    let (_, json) = text.split_once("\r\n\r\n").unwrap();
    let json = json
        .replace('{', r#"{"newer": {"a": [null, 1e400]}, "#)
        .replace(r#""parse""#, r#""translate""#)
        .replace(r#""cancelled""#, r#""going""#);
    Act::Answer(ok(&json))
}

/// What the clients of a test send with; a cell is tried with both.
#[derive(Clone, Copy, Debug)]
enum Transport {
    Reqwest,
    Hyper,
}

const TRANSPORTS: [Transport; 2] = [Transport::Reqwest, Transport::Hyper];

thread_local! {
    /// Each test has a thread of its own.
    static TRANSPORT: Cell<Transport> = const { Cell::new(Transport::Reqwest) };
}

fn builder(url: &str) -> LlamaCloudBuilder {
    // Six attempts that time out still fit into the deadline.
    let builder = LlamaCloud::builder().api_key("llx-1").timeout(Duration::from_secs(20));
    let builder = builder.base_url(url).max_body(4096);
    match TRANSPORT.get() {
        Transport::Reqwest => builder,
        Transport::Hyper => builder.hyper(),
    }
}

/// Makes a call of this kind.
async fn call(client: &LlamaCloud, operation: &str, deadline: Duration) -> Result<(), Failed> {
    let batch = client.beta().batch();
    let said = |error: endpoint::Error| Failed::from(&error);
    match operation {
        "get" => batch.get_status("j").deadline(deadline).await.map(drop).map_err(said),
        "create" => {
            let params =
                BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id("d");
            batch.create(&params.build()).deadline(deadline).await.map(drop).map_err(said)
        }
        "cancel" => {
            let cancel = batch.cancel("j", &BatchCancelParams::default());
            cancel.deadline(deadline).await.map(drop).map_err(said)
        }
        "upload" => {
            let params = DirectoryFileUploadParams::builder().upload_file(Part::text("words"));
            let files = client.beta().directories().files();
            let upload = files.upload("d", &params.build()).deadline(deadline);
            upload.await.map(drop).map_err(said)
        }
        "list" => {
            let mut jobs = batch.list(&BatchListParams::default()).deadline(deadline).items();
            while let Some(job) = jobs.next().await {
                job.map_err(said)?;
            }
            Ok(())
        }
        _ => {
            let wait = batch.wait("j").deadline(deadline);
            wait.await.map(drop).map_err(|error| {
                assert_eq!(error.job_id(), "j");
                match (error.kind(), error.call_error()) {
                    (WaitErrorKind::Deadline, _) | (_, None) => {
                        Failed { kind: Kind::Deadline, outcome: Outcome::Unknown, attempts: 0 }
                    }
                    (_, Some(error)) => Failed::from(error),
                }
            })
        }
    }
}

fn long(operation: &str) -> Duration {
    Duration::from_secs(if operation == "wait" { 3600 } else { 300 })
}

async fn ended(client: &LlamaCloud, operation: &str, count: impl Fn() -> usize) -> Ended {
    let began = Instant::now();
    let result = call(client, operation, long(operation)).await;
    Ended { result, requests: count(), took: began.elapsed() }
}

/// Meets a fault, once with a good answer behind it or for ever.
async fn meet(operation: &str, fault: &Fault, for_ever: bool) -> Ended {
    let then = |first: Act| if for_ever { vec![first] } else { vec![first, good(operation)] };
    let script = match fault {
        Fault::Acts(act) => then(act.clone()),
        Fault::Newer => vec![newer(operation)],
        Fault::Stale => {
            let Act::Answer(bytes) = good("get") else { unreachable!("a good answer is one") };
            let mut script = vec![Act::AnswerAndGoStale(bytes), good(operation)];
            script.extend(for_ever.then_some(Act::Close));
            script
        }
        Fault::RefusedStream => return meet_refused_stream(operation, for_ever).await,
        Fault::Nowhere | Fault::NoTls => return meet_nobody(operation, fault, for_ever).await,
    };
    let server = Server::start(script).await;
    let client = builder(server.url()).build().unwrap();
    let mut before = 0;
    if matches!(fault, Fault::Stale) {
        client.beta().batch().get_status("j").await.unwrap();
        before = 1;
    }
    ended(&client, operation, || server.count() - before).await
}

/// A server that is not there, or is there only when it has been asked for some time.
async fn meet_nobody(operation: &str, fault: &Fault, for_ever: bool) -> Ended {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    let tls = matches!(fault, Fault::NoTls);
    let url = format!("{}://{address}", if tls { "https" } else { "http" });
    let client = builder(&url).build().unwrap();
    if tls {
        let listener = TcpListener::from_std(listener).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                drop(stream);
            }
        });
        return ended(&client, operation, || asked.load(Ordering::SeqCst)).await;
    }
    drop(listener);
    let good = good(operation);
    let comes_up = async move {
        if for_ever {
            return std::future::pending().await;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
        let listener = TcpListener::bind(address).await.unwrap();
        Server::serve(listener, [good])
    };
    let server = tokio::spawn(comes_up);
    let ended = ended(&client, operation, || 0).await;
    server.abort();
    let requests = ended.result.err().map_or(0, |failed| failed.attempts as usize);
    Ended { requests, ..ended }
}

/// A peer on HTTP/2 that refuses the first stream, or all.
async fn meet_refused_stream(operation: &str, for_ever: bool) -> Ended {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let Act::Answer(bytes) = good(operation) else { unreachable!("a good answer is one") };
    let text = String::from_utf8(bytes).unwrap();
    let json = text.split_once("\r\n\r\n").unwrap().1.to_owned();
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            while let Some(Ok((_request, mut respond))) = connection.accept().await {
                if counter.fetch_add(1, Ordering::SeqCst) == 0 || for_ever {
                    respond.send_reset(h2::Reason::REFUSED_STREAM);
                    continue;
                }
                let mut body = respond.send_response(http::Response::new(()), false).unwrap();
                body.send_data(bytes::Bytes::from(json.clone()), true).unwrap();
            }
        }
    });
    // The one on hyper speaks HTTP/2 over TLS alone.
    TRANSPORT.set(Transport::Reqwest);
    let http2 = reqwest::Client::builder().no_proxy().http2_prior_knowledge();
    let client = builder(&url).options(|options| options.reqwest(http2)).build().unwrap();
    ended(&client, operation, || asked.load(Ordering::SeqCst)).await
}

/// Tries a cell.
async fn try_cell(operation: &str, fault: &Fault, row: &Row) {
    let at = OPERATIONS.iter().position(|known| *known == operation).unwrap();
    let expected = *row.get(at).unwrap();
    // A server that speaks no TLS will not begin to.
    let passes = !matches!(fault, Fault::NoTls);
    let once = meet(operation, fault, !passes).await;
    let for_ever = meet(operation, fault, true).await;
    let outcome = once.result.err().map(|failed| failed.outcome);
    let lasting = for_ever.result.err();
    let six = lasting.is_some_and(|failed| failed.attempts == 6) && for_ever.requests == 6;
    let survived = once.result.is_ok() || !passes;
    // What the pool did not know to be stale was sent twice, and the server saw both.
    let is_counted = matches!(fault, Fault::Acts(_) | Fault::RefusedStream);
    let second = !is_counted || once.requests == 2;
    let holds = match expected {
        Retried => survived && second && six,
        RetriedNotDone => {
            survived && second && six && lasting.is_some_and(|f| f.outcome == Outcome::NotDone)
        }
        AtOnce => {
            once.result.is_ok() && once.requests == 2 && once.took < Duration::from_millis(50)
        }
        Paced => {
            survived
                && second
                && lasting.is_some_and(|failed| failed.kind == Kind::Throttled)
                && for_ever.requests > 6
        }
        NotDone => outcome == Some(Outcome::NotDone) && once.requests == 1,
        Done => outcome == Some(Outcome::Done) && once.requests == 1,
        Unknown => outcome == Some(Outcome::Unknown) && once.requests == 1,
        Error => once.result.is_err() && once.requests == 1,
        Survived => survived && lasting.is_some_and(|failed| failed.kind == Kind::Deadline),
        HeldBack => {
            once.result.is_err_and(|failed| failed.kind == Kind::Deadline) && once.requests == 1
        }
        Fine => once.result.is_ok() && once.requests == 1,
    };
    let transport = TRANSPORT.get();
    assert!(holds, "{transport:?}: expected {expected:?}; once: {once:?}; for ever: {for_ever:?}");
}

/// A call ends by its deadline, and says whether it may have been acted on.
async fn the_deadline_passes(operation: &str) {
    let deadline = Duration::from_secs(7);
    let in_time = |began: Instant| began.elapsed() <= deadline + Duration::from_millis(100);
    for act in [Act::Hang, Act::Drip(ok("{}")), Act::DripBody(ok(&" ".repeat(500)))] {
        let server = Server::start([act.clone()]).await;
        let client = builder(server.url()).build().unwrap();
        let began = Instant::now();
        let failed = call(&client, operation, deadline).await.unwrap_err();
        assert!(in_time(began), "{act:?}: {:?}", began.elapsed());
        assert_eq!((failed.kind, server.count()), (Kind::Deadline, 1), "{act:?}");
        assert_ne!(failed.outcome, Outcome::NotDone, "{act:?}");
    }
    // Before anything was sent: there is no slot to be had.
    let server = Server::start([Act::Hang]).await;
    let client = builder(server.url()).max_in_flight(1).build().unwrap();
    let other = tokio::spawn(client.beta().batch().get_status("other").send());
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    let failed = call(&client, operation, deadline).await.unwrap_err();
    assert!(in_time(began), "{:?}", began.elapsed());
    assert_eq!(failed.kind, Kind::Deadline);
    if operation != "wait" {
        assert_eq!((failed.outcome, failed.attempts), (Outcome::NotDone, 0));
    }
    assert_eq!(server.count(), 1);
    other.abort();
}

/// Wherever a call stands when it is dropped, it sends nothing more, and others go on.
async fn the_future_is_dropped(operation: &str) {
    let busy = with("503 Service Unavailable", "retry-after", "30");
    for act in [Act::Hang, Act::Close, Act::DripBody(ok("{}")), busy] {
        for after in [0, 1, 50, 3_000, 40_000] {
            let acts = [act.clone(), act.clone(), act.clone(), good("get")];
            let server = Server::start(acts).await;
            let client = builder(server.url()).max_in_flight(1).build().unwrap();
            let called = call(&client, operation, long(operation));
            let _ = tokio::time::timeout(Duration::from_millis(after), called).await;
            let sent = server.count();
            tokio::time::sleep(Duration::from_secs(3600)).await;
            assert_eq!(server.count(), sent, "{act:?} after {after} ms");
            // The one slot is free again.
            let free = client.beta().batch().get_status("other").retries(0);
            let _ = free.deadline(Duration::from_secs(60)).await;
            assert!(server.count() > sent, "{act:?} after {after} ms");
        }
    }
}

/// However many calls there are, what a server that is down gets on top of them is bounded.
async fn a_total_outage(operation: &str) {
    let calls = 150;
    let server = Server::start([status("503 Service Unavailable")]).await;
    let client = builder(server.url()).build().unwrap();
    let all = (0..calls).map(|_| call(&client, operation, long(operation)));
    let failed = futures_util::future::join_all(all).await;
    assert!(failed.iter().all(Result::is_err));
    let most = match operation {
        "create" | "upload" => calls,
        // An hour, with looks that are 30 s apart in the end.
        "wait" => calls * 200,
        _ => calls + 100,
    };
    assert!((calls..=most).contains(&server.count()), "{} requests", server.count());
}

fn status(line: &str) -> Act {
    Act::Answer(answer(line, &[], r#"{"detail": "no"}"#))
}

fn with(line: &str, name: &str, value: &str) -> Act {
    Act::Answer(answer(line, &[(name, value)], r#"{"detail": "no"}"#))
}

fn raw(bytes: &str) -> Act {
    Act::AnswerAndClose(bytes.as_bytes().to_vec())
}

fn answer_bytes(body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
