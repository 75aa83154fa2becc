//! What is sent again, and what never is.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use endpoint::Outcome::NotDone;
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

    #[endpoint(put = "/jobs/{id}")]
    fn replace(
        &self,
        id: &str,
        #[body] items: &[u8],
        #[header("x-trace")] trace: &str,
    ) -> Call<Job>;
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
async fn r1_r4_a_post_of_unknown_outcome_is_never_sent_again() {
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
async fn r2_a_post_that_was_not_sent_is_sent_again() {
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
    assert_eq!((error.kind(), error.outcome()), (Kind::Connect, NotDone));
    assert_eq!(error.attempts(), 6);
}

/// R3: a stale pooled connection costs an idempotent call no retry, and a plain POST is not repeated.
#[tokio::test(start_paused = true)]
async fn r3_a_stale_connection_is_told_from_a_lost_one() {
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
async fn r5_r31_the_servers_word_is_obeyed() {
    let no = [("x-should-retry", "false")];
    let server = Server::start([Act::Answer(answer("503 Unavailable", &no, "")), job()]).await;
    assert_eq!(client(&server).job("j").await.unwrap_err().attempts(), 1);

    let yes = [("x-should-retry", "true")];
    let server = Server::start([Act::Answer(answer("409 Conflict", &yes, "")), job()]).await;
    client(&server).job("j").await.unwrap();
    let server = Server::start([Act::Answer(answer("409 Conflict", &yes, "")), job()]).await;
    let error = client(&server).create().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (NotDone, 1));

    let long = [("retry-after", "3600")];
    let server =
        Server::start([Act::Answer(answer("429 Too Many Requests", &long, "")), job()]).await;
    let error = client(&server).job("j").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Throttled, NotDone));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
}

/// R19, R20, R22
#[tokio::test(start_paused = true)]
async fn r19_r20_r22_a_call_ends_by_its_deadline() {
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

/// R20: a pause that would pass the deadline is not begun, and the error says how long it was to be.
#[tokio::test(start_paused = true)]
async fn r20_a_pause_beyond_the_deadline_is_not_begun() {
    for line in ["429 Too Many", "503 Busy"] {
        let advice = Act::Answer(answer(line, &[("retry-after", "30")], r#"{"detail": "later"}"#));
        let server = Server::start([advice, job()]).await;
        let began = tokio::time::Instant::now();
        let error = client(&server).job("j").deadline(Duration::from_secs(10)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (Kind::Throttled, 1), "{error}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
        assert!(line.starts_with(error.status().unwrap().as_str()), "{error}");
        assert!(
            error.to_string().contains("30s") && error.to_string().contains("later"),
            "{error}"
        );
        assert!(began.elapsed() < Duration::from_millis(50), "{:?}", began.elapsed());
    }
}

/// R22: what the attempt before the deadline came to stands behind the error.
#[tokio::test(start_paused = true)]
async fn r22_a_deadline_tells_of_the_last_attempt() {
    let server = Server::start([status("503 Busy"), Act::Hang]).await;
    let error = client(&server).job("j").deadline(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (Kind::Deadline, 2), "{error}");
    let last = std::error::Error::source(&error).unwrap();
    let last = last.downcast_ref::<endpoint::Error>().unwrap();
    assert_eq!((last.kind(), last.status().unwrap().as_u16()), (Kind::Status, 503));
    let log = error.attempt_log();
    assert_eq!(log.first().unwrap().status().unwrap(), 503);
    assert_eq!(log.last().unwrap().failure(), Some(Kind::Deadline));
}

/// R20: what has no time left is not begun.
#[tokio::test(start_paused = true)]
async fn r20_a_call_without_time_sends_nothing() {
    let server = Server::start([job()]).await;
    let error = client(&server).create().deadline(Duration::ZERO).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Deadline, NotDone), "{error}");
    assert_eq!((error.attempts(), server.count()), (0, 0));
}

/// R30: 200 calls in an outage, of each kind that there is.
#[tokio::test(start_paused = true)]
async fn r30_the_retry_budget_bounds_an_outage() {
    for (act, most) in [(status("503 Unavailable"), 300), (Act::Hang, 250), (Act::Close, 250)] {
        let server = Server::start([act]).await;
        let client = client(&server);
        let calls: Vec<_> = (0..200)
            .map(|_| tokio::spawn(client.job("j").deadline(Duration::from_secs(3600)).send()))
            .collect();
        let mut denied = 0;
        for call in calls {
            let error = call.await.unwrap().unwrap_err();
            denied += usize::from(error.retry_budget_spent());
            if error.retry_budget_spent() {
                assert!(error.to_string().contains("retry budget"), "{error}");
            }
        }
        assert!(server.count() <= most, "{} requests", server.count());
        assert!(denied > 0);
    }
    let client = Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
    let mut attempts = 0;
    for _ in 0..200 {
        attempts += client.job("j").await.unwrap_err().attempts();
    }
    assert!(attempts <= 300, "{attempts} attempts");
}

/// R29: where each other request fails, and for ever, at most a fifth is added to what is asked.
#[tokio::test(start_paused = true)]
async fn r29_lasting_partial_failure_adds_at_most_a_fifth() {
    let calls: usize = 5000;
    let script = (0..calls * 4).map(|n| if n % 2 == 0 { status("503 Busy") } else { job() });
    let server = Server::start(script).await;
    let client = client(&server);
    for _ in 0..calls {
        // A call that is denied its retry fails.
        let _ = client.job("j").await;
    }
    let added = server.count() - calls;
    assert!((100..=100 + calls / 5).contains(&added), "{added} requests were added");
}

/// R3: a pool may hold many stale connections; none of them costs a retry.
#[tokio::test(start_paused = true)]
async fn r3_a_pool_of_stale_connections_costs_no_retry() {
    let stale = Act::AnswerAndGoStale(ok(r#"{"id": "j"}"#));
    let script = std::iter::repeat_n(stale, 8).chain([job()]);
    let server = Server::start(script).await;
    let client = client(&server);
    let first = futures_util::future::join_all((0..8).map(|_| client.job("j").send())).await;
    assert!(first.iter().all(Result::is_ok));
    let raw = client.job("j").retries(0).raw().await.unwrap();
    assert_eq!(raw.attempts().len(), 2, "one on a stale connection, one on a fresh one");
}

/// R3: idle connections are given up before common servers close them.
#[tokio::test(start_paused = true)]
async fn r3_idle_connections_are_given_up() {
    let stale = Act::AnswerAndGoStale(ok(r#"{"id": "j"}"#));
    let server = Server::start([stale, job()]).await;
    let client = client(&server);
    client.job("j").await.unwrap();
    tokio::time::sleep(Duration::from_secs(21)).await;
    // On the old connection this would be read and never answered.
    client.create().await.unwrap();
    assert_eq!(server.count(), 2);
}

/// R7
#[tokio::test(start_paused = true)]
async fn r7_what_broke_off_is_asked_for_again_and_what_came_whole_is_not() {
    let short = b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\": \"j\"}".to_vec();
    let unended = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\n{\"id\": \"j\"}\r\n";
    for bytes in [short, unended.to_vec()] {
        let server = Server::start([Act::AnswerAndClose(bytes), job()]).await;
        assert_eq!(client(&server).job("j").await.unwrap().id, "j");
        assert_eq!(server.count(), 2);
    }
    for body in [r#"{"id": "#, r#"{"id": 7}"#, "<html>", ""] {
        let server = Server::start([Act::Answer(ok(body)), job()]).await;
        assert_eq!(client(&server).job("j").await.unwrap_err().kind(), Kind::Decode, "{body}");
        assert_eq!(server.count(), 1, "{body}");
    }
}

/// R9: what the error tells is what the server saw; nothing below repeats by itself.
#[tokio::test(start_paused = true)]
async fn r9_the_attempts_that_are_told_are_those_that_were_made() {
    let garbage = Act::AnswerAndClose(b"SSH-2.0-x\r\n\r\n".to_vec());
    for act in [Act::Close, Act::Hang, garbage, status("500 No"), status("429 Too Many")] {
        for retries in [0, 1, 4] {
            let server = Server::start([act.clone()]).await;
            let client = client(&server);
            let error = client.job("j").retries(retries).await.unwrap_err();
            assert_eq!(error.attempts(), retries + 1, "{act:?}");
            assert_eq!(error.attempt_log().len(), server.count(), "{act:?}");
            let error = client.create().retries(retries).await.unwrap_err();
            let told = error.attempt_log().len() + 1 + usize::try_from(retries).unwrap();
            assert_eq!(server.count(), told, "{act:?}");
        }
    }
}

/// R10
#[tokio::test(start_paused = true)]
async fn r10_every_attempt_sends_the_same() {
    let acts = [status("503 No"), Act::Close, status("429 Too Many"), Act::Hang, job()];
    let server = Server::start(acts).await;
    let client = client(&server);
    client.replace("a b", &[1, 2, 3], "on").query("at", "1").await.unwrap();
    let received = server.received();
    assert_eq!(received.len(), 5);
    let first = received.first().unwrap();
    assert_eq!((first.method.as_str(), first.target.as_str()), ("PUT", "/jobs/a%20b?at=1"));
    assert_eq!((first.text().as_str(), first.header("x-trace")), ("[1,2,3]", Some("on")));
    for other in &received {
        assert_eq!(
            (&other.method, &other.target, &other.headers, &other.body),
            (&first.method, &first.target, &first.headers, &first.body)
        );
    }
}

/// R24: an hour passes for tokio's clock, which is monotonic, while the wall clock stands still.
/// All that has to end does.
#[tokio::test(start_paused = true)]
async fn r24_no_limit_looks_at_the_wall_clock() {
    let wall = std::time::SystemTime::now();
    let server = Server::start([Act::Hang]).await;
    let hour = Duration::from_secs(3600);
    let began = tokio::time::Instant::now();
    let call = client(&server).job("j").timeout(hour).deadline(hour * 10).retries(3);
    let error = call.await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (Kind::Timeout, 4), "{error}");
    assert!(began.elapsed() >= hour * 4, "{:?}", began.elapsed());
    let call = client(&server).job("j").timeout(hour * 20).deadline(hour * 10);
    assert_eq!(call.await.unwrap_err().kind(), Kind::Deadline);
    // The wall clock has seen nothing of all this, and so can't have been asked.
    assert!(wall.elapsed().unwrap() < hour);
}

/// R26: never earlier than asked, and at most one step of backoff later.
#[tokio::test(start_paused = true)]
async fn r26_advice_is_a_lower_bound() {
    let cases: [(&[(&str, &str)], u64); 5] = [
        (&[("retry-after", "7")], 7000),
        (&[("retry-after", "0.25")], 250),
        (&[("retry-after-ms", "1500"), ("retry-after", "30")], 1500),
        (&[("retry-after-ms", "soon"), ("retry-after", "3")], 3000),
        (&[("retry-after", "later")], 0),
    ];
    for (headers, at_least) in cases {
        for status in ["429 Too Many", "503 Unavailable"] {
            for _ in 0..20 {
                let server = Server::start([Act::Answer(answer(status, headers, "")), job()]).await;
                let began = tokio::time::Instant::now();
                client(&server).job("j").await.unwrap();
                let took = began.elapsed();
                let at_least = Duration::from_millis(at_least);
                let at_most = at_least + Duration::from_millis(510);
                assert!((at_least..at_most).contains(&took), "{headers:?}: {took:?}");
            }
        }
    }
}

/// R28: it is the server's own clock that a date is read against, whatever this machine's says.
#[tokio::test(start_paused = true)]
async fn r28_a_date_is_read_against_the_servers_clock() {
    let now = std::time::SystemTime::now();
    for shift in [0, 3600, 365 * 24 * 3600] {
        for servers_now in [now + Duration::from_secs(shift), now - Duration::from_secs(shift)] {
            let date = httpdate::fmt_http_date(servers_now);
            let until = httpdate::fmt_http_date(servers_now + Duration::from_secs(20));
            let headers = [("date", &*date), ("retry-after", &*until)];
            let throttled = Act::Answer(answer("429 Too Many", &headers, ""));
            let server = Server::start([throttled, job()]).await;
            let began = tokio::time::Instant::now();
            client(&server).job("j").await.unwrap();
            let took = began.elapsed();
            assert!((20.0..20.6).contains(&took.as_secs_f64()), "{date}: {took:?}");
        }
    }
}

/// R31: paced answers use up no retries, and hold back all calls of the client.
#[tokio::test(start_paused = true)]
async fn r31_pacing_is_no_failure() {
    let paced = |status| Act::Answer(answer(status, &[("retry-after", "2")], ""));
    let script = (0..30).map(|_| paced("429 Too Many")).chain([job()]);
    let server = Server::start(script).await;
    let client_of_one = client(&server);
    let raw = client_of_one.job("j").retries(0).raw().await.unwrap();
    assert_eq!(raw.attempts().len(), 31);

    let server = Server::start([paced("503 Unavailable"), job()]).await;
    let client = client(&server);
    let began = tokio::time::Instant::now();
    let first = tokio::spawn(client.job("j").send());
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::advance(Duration::from_millis(20)).await;
    // A call that begins now waits with it, and one whose deadline is nearer is not begun.
    let soon = client.create().deadline(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((soon.kind(), soon.outcome(), soon.attempts()), (Kind::Throttled, NotDone, 0));
    client.create().await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
    first.await.unwrap().unwrap();
}

/// R71: a call that backs off holds no slot.
#[tokio::test(start_paused = true)]
async fn r71_a_call_that_backs_off_lets_others_go_first() {
    let server = Server::start([status("503 Busy"), job()]).await;
    let client = Client::builder()
        .base_url(server.url())
        .max_in_flight(1)
        .backoff(Duration::from_secs(1000), Duration::from_secs(1000))
        .deadline(Duration::from_secs(10_000));
    let client = client.build().unwrap();
    let began = tokio::time::Instant::now();
    let first = tokio::spawn(client.job("first").send());
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    client.job("second").await.unwrap();
    assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
    first.await.unwrap().unwrap();
    let order: Vec<_> = server.received().into_iter().map(|request| request.target).collect();
    assert_eq!(order, ["/jobs/first", "/jobs/second", "/jobs/first"]);
}

/// R50, R51, R53
#[tokio::test(start_paused = true)]
async fn r50_r51_r53_no_secret_is_shown_though_the_server_echoes_it() {
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

/// A timer wakes by up to a millisecond too late: the call would end for its deadline, and not tell that the
/// server has asked for a pause.
#[tokio::test(start_paused = true)]
async fn a_pause_that_ends_with_the_deadline_is_not_begun() {
    let advice = [("retry-after-ms", "20")];
    let server = Server::start([Act::Answer(answer("429 Too Many", &advice, ""))]).await;
    let shortest = Duration::from_nanos(1);
    let builder = Client::builder().base_url(server.url()).backoff(shortest, shortest);
    let client = builder.build().unwrap();
    let error = client.job("j").deadline(Duration::from_micros(20_500)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Throttled, NotDone), "{error}");
}
