//! The fault matrix: every fault against every kind of call, one case a cell.
//!
//! A fault is tried once, with a good answer behind it, and for ever. What a call may do then is a
//! word of the table.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use endpoint::{Kind, Outcome};
use llama_cloud::{
    BatchCancelParams, BatchCreateParams, BatchListParams, DirectoryFileUploadParams, JobConfig,
    LlamaCloud, Part, WaitErrorKind,
};
use project_tests::{Act, Server, answer, ok};

/// What becomes of a call that meets a fault.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    /// Sent again: a passing fault is survived, a lasting one is an error after all attempts.
    Retried,
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
}
use Expected::{Done, Error, NotDone, Paced, Retried, Survived, Unknown};

/// How each kind of call ends, and how many requests the server saw.
#[derive(Debug)]
struct Ended {
    result: Result<(), (Kind, Outcome)>,
    requests: usize,
}

const OPERATIONS: [&str; 6] = ["get", "create", "cancel", "upload", "list", "wait"];

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

fn client(url: &str) -> LlamaCloud {
    // Six attempts that time out still fit into the deadline.
    let builder = LlamaCloud::builder().api_key("llx-1").timeout(Duration::from_secs(20));
    builder.base_url(url).max_body(4096).build().unwrap()
}

/// Makes a call of this kind.
async fn call(client: &LlamaCloud, operation: &str) -> Result<(), (Kind, Outcome)> {
    let batch = client.beta().batch();
    let said = |error: endpoint::Error| (error.kind(), error.outcome());
    match operation {
        "get" => batch.get_status("j").await.map(drop).map_err(said),
        "create" => {
            let params =
                BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id("d");
            batch.create(&params.build()).await.map(drop).map_err(said)
        }
        "cancel" => batch.cancel("j", &BatchCancelParams::default()).await.map(drop).map_err(said),
        "upload" => {
            let params = DirectoryFileUploadParams::builder().upload_file(Part::text("words"));
            let files = client.beta().directories().files();
            let upload = files.upload("d", &params.build()).deadline(Duration::from_secs(300));
            upload.await.map(drop).map_err(said)
        }
        "list" => {
            let mut jobs = batch.list(&BatchListParams::default()).items();
            while let Some(job) = jobs.next().await {
                job.map_err(said)?;
            }
            Ok(())
        }
        _ => {
            let wait = batch.wait("j").deadline(Duration::from_secs(3600));
            wait.await.map(drop).map_err(|error| {
                assert_eq!(error.job_id(), "j");
                let of_call = error.call_error().map(|error| (error.kind(), error.outcome()));
                match error.kind() {
                    WaitErrorKind::Deadline => (Kind::Deadline, Outcome::Unknown),
                    _ => of_call.unwrap(),
                }
            })
        }
    }
}

async fn meet(operation: &str, script: Vec<Act>) -> Ended {
    let server = Server::start(script).await;
    let result = call(&client(server.url()), operation).await;
    Ended { result, requests: server.count() }
}

/// Tries a cell; what is wrong with it, if anything is.
async fn try_cell(operation: &str, fault: &Act, expected: Expected) -> Result<(), String> {
    let once = meet(operation, vec![fault.clone(), good(operation)]).await;
    let for_ever = meet(operation, vec![fault.clone()]).await;
    let outcome = once.result.err().map(|(_, outcome)| outcome);
    let holds = match expected {
        Retried => {
            once.result.is_ok()
                && once.requests == 2
                && for_ever.result.is_err()
                && for_ever.requests == 6
        }
        Paced => {
            once.result.is_ok()
                && once.requests == 2
                && matches!(for_ever.result, Err((Kind::Throttled, _)))
                && for_ever.requests > 6
        }
        NotDone => outcome == Some(Outcome::NotDone) && once.requests == 1,
        Done => outcome == Some(Outcome::Done) && once.requests == 1,
        Unknown => outcome == Some(Outcome::Unknown) && once.requests == 1,
        Error => once.result.is_err() && once.requests == 1,
        Survived => once.result.is_ok() && matches!(for_ever.result, Err((Kind::Deadline, _))),
    };
    if holds {
        return Ok(());
    }
    Err(format!("expected {expected:?}; once: {once:?}; for ever: {for_ever:?}"))
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

/// A fault, and what becomes of a get, a create, a cancel, an upload, a list and a wait.
type Row = (&'static str, Act, [Expected; 6]);

fn matrix() -> Vec<Row> {
    let sent = [Retried, Unknown, Retried, Unknown, Retried, Survived];
    let broken = [Retried, Done, Retried, Done, Retried, Survived];
    let unreadable = [Error, Done, Error, Done, Error, Survived];
    let refused = [Error, NotDone, Error, NotDone, Error, Error];
    let redirect = [Error, Unknown, Error, Unknown, Error, Error];
    let paced = [Paced, Paced, Paced, Paced, Paced, Survived];
    let mut rows: Vec<Row> = vec![
        ("close after sending", Act::Close, sent),
        ("no answer until the timeout", Act::Hang, sent),
        ("a head that drips", Act::Drip(ok("{}")), sent),
        ("429 with advice", with("429 Too Many Requests", "retry-after", "2"), paced),
        ("429 with advice in ms", with("429 Too Many Requests", "retry-after-ms", "1500"), paced),
        (
            "429",
            status("429 Too Many Requests"),
            [Retried, Retried, Retried, Retried, Retried, Survived],
        ),
        (
            "503 with advice",
            with("503 Service Unavailable", "retry-after", "2"),
            [Paced, Unknown, Paced, Unknown, Paced, Survived],
        ),
        (
            "a 429 with advice above the cap",
            with("429 Too Many Requests", "retry-after", "600"),
            [Error, NotDone, Error, NotDone, Error, Survived],
        ),
        (
            "a 503 with advice above the cap",
            with("503 Service Unavailable", "retry-after", "600"),
            [Error, Unknown, Error, Unknown, Error, Survived],
        ),
        (
            "a 500 that forbids it",
            with("500 Internal Server Error", "x-should-retry", "false"),
            [Error, Unknown, Error, Unknown, Error, Error],
        ),
        (
            "a 500 that asks for it",
            with("500 Internal Server Error", "x-should-retry", "true"),
            sent,
        ),
        ("501", status("501 Not Implemented"), [Error, Unknown, Error, Unknown, Error, Survived]),
        (
            "a 409 that asks for it",
            with("409 Conflict", "x-should-retry", "true"),
            [Retried, NotDone, Retried, NotDone, Retried, Error],
        ),
        ("2xx, truncated", raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\""), broken),
        (
            "2xx, badly chunked",
            raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}"),
            broken,
        ),
        (
            "2xx, no last chunk",
            raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),
            broken,
        ),
        ("no HTTP", raw("SSH-2.0-OpenSSH_9.6\r\n"), sent),
        ("a bad status line", raw("HTTP/1.1 abc OK\r\n\r\n"), sent),
        (
            "two lengths",
            raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}x"),
            sent,
        ),
        ("half a head", raw("HTTP/1.1 200 OK\r\ncontent-le"), sent),
        ("2xx, html", Act::Answer(answer("200 OK", &[], "<html>")), unreadable),
        ("2xx, empty", Act::Answer(answer("200 OK", &[], "")), unreadable),
        ("204", Act::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()), unreadable),
        ("2xx, a list", Act::Answer(ok("[1]")), unreadable),
        ("2xx, half an object", Act::Answer(ok(r#"{"id": "#)), unreadable),
        ("2xx, no UTF-8", Act::Answer(answer_bytes(b"{\"id\": \"\xff\"}")), unreadable),
        ("2xx, deep", Act::Answer(ok(&"[".repeat(2000))), unreadable),
        ("2xx, too large", Act::Answer(ok(&format!("\"{}\"", "x".repeat(5000)))), unreadable),
        (
            "2xx, too large for any memory",
            raw("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n"),
            unreadable,
        ),
        (
            "gzip though it was not asked for",
            Act::Answer(answer("200 OK", &[("content-encoding", "gzip")], "xx")),
            unreadable,
        ),
    ];
    for line in [
        "408 Request Timeout",
        "500 Internal Server Error",
        "502 Bad Gateway",
        "504 Gateway Timeout",
    ] {
        rows.push((line, status(line), sent));
    }
    rows.push(("503", status("503 Service Unavailable"), sent));
    for line in [
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "409 Conflict",
        "410 Gone",
        "413 Content Too Large",
        "422 Unprocessable Content",
    ] {
        rows.push((line, status(line), refused));
    }
    for line in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
        rows.push((line, with(line, "location", "https://elsewhere.example/"), redirect));
    }
    for line in ["600 Odd", "999 Odd"] {
        rows.push((line, status(line), [Error, Unknown, Error, Unknown, Error, Survived]));
    }
    rows
}

fn answer_bytes(body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

#[tokio::test(start_paused = true)]
async fn every_cell_of_the_matrix() {
    let (mut cells, mut wrong) = (0, Vec::new());
    for (fault, act, expected) in matrix() {
        for (operation, expected) in OPERATIONS.into_iter().zip(expected) {
            cells += 1;
            if let Err(what) = try_cell(operation, &act, expected).await {
                wrong.push(format!("{fault} × {operation}: {what}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(cells, matrix().len() * OPERATIONS.len());
}

/// A port at which nobody listens.
fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test(start_paused = true)]
async fn cannot_connect() {
    for operation in OPERATIONS {
        let began = tokio::time::Instant::now();
        let (kind, outcome) = call(&client(&nowhere()), operation).await.unwrap_err();
        match operation {
            "wait" => assert_eq!(kind, Kind::Deadline),
            _ => assert_eq!((kind, outcome), (Kind::Connect, Outcome::NotDone), "{operation}"),
        }
        // It was tried again, with pauses between.
        assert!(began.elapsed() > Duration::from_millis(500), "{operation}");
    }
}
