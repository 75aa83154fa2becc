//! What is sent again, and what never is.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use endpoint::{Call, Client, Endpoints, Kind, Outcome, endpoint};
use project_tests::{Act, Server, answer, ok};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Job {
    id: String,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self) -> Call<Job>;

    #[endpoint(post = "/jobs/{id}/cancel", idempotent)]
    fn cancel(&self, id: &str) -> Call<Job>;

    #[endpoint(get = "/jobs/{id}")]
    fn job(&self, id: &str) -> Call<Job>;
}

impl Jobs for Client {}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).bearer_token("llx-canary").build().unwrap()
}

fn status(line: &str) -> Act {
    Act::Answer(answer(line, &[], ""))
}

fn job() -> Act {
    Act::Answer(ok(r#"{"id": "j"}"#))
}

/// R1, R4, R6: each fault, what it does to a GET and a declared-idempotent POST, and that a plain POST
/// goes out once.
#[tokio::test(start_paused = true)]
async fn a_post_of_unknown_outcome_is_never_sent_again() {
    let cut_off = b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\": \"j\", ".to_vec();
    for (name, act, kind, outcome) in [
        ("closed after reading", Act::Close, Kind::Lost, Outcome::Unknown),
        ("no answer", Act::Hang, Kind::Timeout, Outcome::Unknown),
        ("500", status("500 Internal Server Error"), Kind::Status, Outcome::Unknown),
        ("502", status("502 Bad Gateway"), Kind::Status, Outcome::Unknown),
        ("408", status("408 Request Timeout"), Kind::Status, Outcome::Unknown),
        (
            "garbage",
            Act::AnswerAndClose(b"SSH-2.0-x\r\n\r\n".to_vec()),
            Kind::Protocol,
            Outcome::Unknown,
        ),
        ("cut off", Act::AnswerAndClose(cut_off), Kind::Lost, Outcome::Done),
    ] {
        let server = Server::start([act.clone(), job()]).await;
        let error = client(&server).create().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{name}: {error}");
        assert_eq!((server.count(), error.attempts()), (1, 1), "{name}");
        assert!(error.sent_at().is_some(), "{name}");
        if outcome == Outcome::Done {
            assert_eq!(error.response_id(), Some("j"), "{name}");
        }

        let server = Server::start([act.clone(), job()]).await;
        assert_eq!(client(&server).cancel("j").await.unwrap().id, "j", "{name}, idempotent POST");
        assert_eq!(server.count(), 2, "{name}, idempotent POST");

        let server = Server::start([act, job()]).await;
        let raw = client(&server).job("j").raw().await.unwrap();
        assert_eq!(raw.attempts().len(), 2, "{name}, GET");
    }
}

/// R2: what was provably not sent is sent again, also a plain POST.
#[tokio::test(start_paused = true)]
async fn a_post_that_was_not_sent_is_sent_again() {
    let server = Server::start([
        status("429 Too Many Requests"),
        Act::Answer(answer("429 Too Many Requests", &[("retry-after", "3")], "")),
        job(),
    ])
    .await;
    let begun = tokio::time::Instant::now();
    assert_eq!(client(&server).create().await.unwrap().id, "j");
    assert!(begun.elapsed() >= Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!(server.count(), 3);

    let client = Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
    let error = client.create().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Connect, Outcome::NotDone));
    assert_eq!(error.attempts(), 6);
}

/// R3: a stale pooled connection costs an idempotent call no retry, and a plain POST is not repeated.
#[tokio::test(start_paused = true)]
async fn a_stale_connection_is_told_from_a_lost_one() {
    for (name, mutates) in [("GET", false), ("POST", true)] {
        let stale = Act::AnswerAndGoStale(ok(r#"{"id": "j"}"#));
        let server = Server::start([stale, job()]).await;
        let client = client(&server);
        client.job("j").await.unwrap();
        if mutates {
            let error = client.create().await.unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (Kind::Lost, Outcome::Unknown), "{name}");
            assert_eq!(server.count(), 2, "{name}");
        } else {
            client.job("j").retries(0).await.unwrap();
            assert_eq!(server.count(), 3, "{name}");
        }
    }
}

/// R5, R31
#[tokio::test(start_paused = true)]
async fn the_servers_word_is_obeyed() {
    let no = [("x-should-retry", "false")];
    let server = Server::start([Act::Answer(answer("503 Unavailable", &no, "")), job()]).await;
    assert_eq!(client(&server).job("j").await.unwrap_err().attempts(), 1);

    let yes = [("x-should-retry", "true")];
    let server = Server::start([Act::Answer(answer("409 Conflict", &yes, "")), job()]).await;
    client(&server).job("j").await.unwrap();
    let server = Server::start([Act::Answer(answer("409 Conflict", &yes, "")), job()]).await;
    let error = client(&server).create().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotDone, 1));

    let long = [("retry-after", "3600")];
    let server =
        Server::start([Act::Answer(answer("429 Too Many Requests", &long, "")), job()]).await;
    let error = client(&server).job("j").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Throttled, Outcome::NotDone));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
}

/// R19, R20, R22
#[tokio::test(start_paused = true)]
async fn a_call_ends_by_its_deadline() {
    let deadline = Duration::from_secs(7);
    let drip = Act::Drip(ok(r#"{"id": "j"}"#));
    for act in [Act::Hang, drip, Act::Close, status("503 Unavailable")] {
        let server = Server::start([act.clone()]).await;
        let begun = tokio::time::Instant::now();
        let error = client(&server).job("j").retries(1000).deadline(deadline).await.unwrap_err();
        let took = begun.elapsed();
        assert!(took <= deadline + Duration::from_millis(100), "{act:?}: {took:?}, {error}");
    }
}

/// R29, R30: 200 calls in an outage.
#[tokio::test(start_paused = true)]
async fn the_retry_budget_bounds_an_outage() {
    let server = Server::start([status("503 Unavailable")]).await;
    let client = client(&server);
    let calls: Vec<_> = (0..200).map(|_| tokio::spawn(client.job("j").send())).collect();
    let mut denied = 0;
    for call in calls {
        denied += usize::from(call.await.unwrap().unwrap_err().retry_budget_spent());
    }
    assert!(server.count() <= 300, "{}", server.count());
    assert!(denied > 0);
}

/// R50, R51, R53
#[tokio::test(start_paused = true)]
async fn no_secret_is_shown_though_the_server_echoes_it() {
    let echo = r#"{"message": "bad key llx-canary"}"#;
    let server = Server::start([
        Act::Answer(answer("401 Unauthorized", &[("x-request-id", "llx-canary")], echo)),
        Act::Answer(ok(r#"{"id": 7, "key": "llx-canary"}"#)),
        Act::Answer(answer(
            "307 Temporary",
            &[("location", "http://other.example/llx-canary")],
            "",
        )),
    ])
    .await;
    let client = client(&server);
    for kind in [Kind::Status, Kind::Decode, Kind::Redirect] {
        let error = client.job("j").await.unwrap_err();
        assert_eq!(error.kind(), kind);
        let shown = format!("{error} {error:?} {:?} {client:?}", error.body());
        assert!(!shown.contains("canary"), "{shown}");
        assert!(shown.contains("redacted") || kind == Kind::Redirect, "{shown}");
    }
    assert!(!format!("{:?}", client.job("j").preview().unwrap()).contains("canary"));
}
