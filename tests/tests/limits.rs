//! What a server may make a client hold: sizes, times, and answers that are no HTTP.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io::Write;
use std::time::Duration;

use endpoint::{Call, Client, ClientBuilder, Endpoints, Kind, Outcome, endpoint};
use project_tests::{Act, Server, answer, ok};
use serde_json::Value;
use tokio::time::Instant;

trait Things: Endpoints {
    #[endpoint(get = "/things")]
    fn get(&self) -> Call<Value>;

    #[endpoint(head = "/things")]
    fn look(&self) -> Call<()>;

    #[endpoint(post = "/things")]
    fn make(&self) -> Call<Value>;
}

impl Things for Client {}

fn client(server: &Server, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    set(Client::builder().base_url(server.url())).build().unwrap()
}

/// R32: also when the length is announced, and when it is not.
#[tokio::test(start_paused = true)]
async fn r32_a_body_is_cut_off_at_its_limit() {
    let long = format!("\"{}\"", "x".repeat(100_000));
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999\r\n\r\n".to_vec();
    let mut chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..100 {
        chunked.extend(format!("400\r\n{}\r\n", "x".repeat(1024)).bytes());
    }
    for bytes in [ok(&long), announced, chunked] {
        let server = Server::start([Act::Answer(bytes)]).await;
        let error = client(&server, |b| b.max_body(1000)).get().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (Kind::TooLarge, Outcome::Done), "{error}");
        assert_eq!(error.attempts(), 1);
    }
    // The limit of a call wins, in both directions, and what just fits is read.
    let server = Server::start([Act::Answer(ok(&long))]).await;
    let client = client(&server, |b| b.max_body(1000));
    assert!(client.get().max_body(100_002).await.is_ok());
    assert_eq!(client.get().max_body(100_001).await.unwrap_err().kind(), Kind::TooLarge);
}

/// R33
#[tokio::test]
async fn r33_an_encoding_that_was_not_asked_for_is_named() {
    let bytes = answer("200 OK", &[("content-encoding", "gzip")], "\u{1f}not json");
    let server = Server::start([Act::Answer(bytes)]).await;
    let error = client(&server, |b| b).get().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Decode);
    assert!(error.to_string().contains("gzip"), "{error}");
    assert_eq!(server.received()[0].header("accept-encoding"), None);
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    let body = encoder.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

/// R33: a limit counts what comes out, and a body that can't be decompressed comes the same again.
#[tokio::test(start_paused = true)]
async fn r33_a_bomb_stops_at_the_limit() {
    let server = Server::start([Act::Answer(gzipped(b"[1, 2]"))]).await;
    let value = client(&server, |b| b.gzip(true)).get().await.unwrap();
    assert_eq!(value, serde_json::json!([1, 2]));
    assert_eq!(server.received()[0].header("accept-encoding"), Some("gzip"));

    let bomb = gzipped(&vec![b' '; 100_000_000]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let server = Server::start([Act::Answer(bomb)]).await;
    let error = client(&server, |b| b.gzip(true).max_body(1_000_000)).get().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (Kind::TooLarge, 1), "{error}");

    let whole = gzipped(&b"[1, 2, 3]".repeat(1000));
    let mut corrupt = whole.clone();
    let at = corrupt.len() - 20;
    corrupt[at] ^= 0x55;
    let server = Server::start([Act::Answer(corrupt)]).await;
    let error = client(&server, |b| b.gzip(true)).get().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (Kind::Decode, 1), "{error}");
    // What breaks off is asked for again.
    let (half, _) = whole.split_at(whole.len() - 20);
    let acts = [Act::AnswerAndClose(half.to_vec()), Act::Answer(gzipped(b"7"))];
    let server = Server::start(acts).await;
    assert_eq!(client(&server, |b| b.gzip(true)).get().await.unwrap(), 7);
}

/// R34: a head that is too large is never understood, so nobody can tell what it said.
#[tokio::test(start_paused = true)]
async fn r34_a_head_that_is_too_large_leaves_the_outcome_unknown() {
    let many: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let long = format!("x-long: {}\r\n", "x".repeat(600_000));
    for headers in [many, long] {
        let head = format!("HTTP/1.1 200 OK\r\n{headers}content-length: 2\r\n\r\n{{}}");
        let server = Server::start([Act::AnswerAndClose(head.into_bytes())]).await;
        let error = client(&server, |b| b.retries(0)).make().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert_eq!(error.kind(), Kind::Protocol, "{error}");
        assert_eq!(server.count(), 1);
    }
}

/// R35: an error body that never ends, or is no text, does not hide the status.
#[tokio::test(start_paused = true)]
async fn r35_an_error_body_never_hides_the_status() {
    let head = |body: &str| {
        format!("HTTP/1.1 403 Forbidden\r\ncontent-length: 1000000\r\n\r\n{body}").into_bytes()
    };
    let mut binary = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 4\r\n\r\n".to_vec();
    binary.extend([0xff, 0x00, 0xfe, 0x1b]);
    let large = answer("403 Forbidden", &[], &"x".repeat(1 << 20));
    let cases = [
        ("stalls", Act::Drip(head("{\"detail\""))),
        ("breaks off", Act::AnswerAndClose(head("{\"detail\": \"no\""))),
        ("binary", Act::Answer(binary)),
        ("large", Act::Answer(large)),
    ];
    for (name, act) in cases {
        let server = Server::start([act]).await;
        let began = Instant::now();
        let error = client(&server, |b| b).make().await.unwrap_err();
        assert_eq!(error.kind(), Kind::Status, "{name}: {error}");
        assert_eq!(error.status().unwrap(), 403, "{name}");
        assert!(error.body().len() <= 64 * 1024, "{name}: {}", error.body().len());
        // A head that drips takes its time, the body 5 s at most.
        assert!(began.elapsed() < Duration::from_secs(75), "{name}: {:?}", began.elapsed());
    }
}

/// R35: nor does one that is announced to be larger than anything that is read.
#[tokio::test(start_paused = true)]
async fn r35_the_beginning_of_a_huge_error_body_is_kept() {
    let mut bytes = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 99999999999\r\n\r\n".to_vec();
    bytes.extend(b"<h1>too many parts</h1>".repeat(100));
    let server = Server::start([Act::Answer(bytes)]).await;
    let error = client(&server, |b| b).make().await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (Kind::Status, 400), "{error}");
    assert_eq!(error.body().len(), 2300);
    assert!(error.body().starts_with(b"<h1>too many parts"), "{error:?}");
}

/// A HEAD says how long the body would be, and has none.
#[tokio::test(start_paused = true)]
async fn the_length_that_a_head_tells_is_no_body() {
    let bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_vec();
    let server = Server::start([Act::Answer(bytes)]).await;
    let client = client(&server, |b| b.max_body(10));
    client.look().await.unwrap();
    let raw = client.look().raw().await.unwrap();
    assert_eq!(raw.headers()["content-length"], "99999999999");
}

/// R36: what stands behind an answer is never read as the next one.
#[tokio::test(start_paused = true)]
async fn r36_surplus_bytes_are_no_answer() {
    let mut bytes = ok("1");
    bytes.extend(ok("2"));
    let server = Server::start([Act::Answer(bytes), Act::Answer(ok("3"))]).await;
    let client = client(&server, |b| b);
    assert_eq!(client.get().await.unwrap(), 1);
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(client.get().await.unwrap(), 3);
}

/// R8: interim answers are skipped, and do not extend the timeout.
#[tokio::test(start_paused = true)]
async fn r8_interim_answers_are_skipped() {
    let mut bytes =
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".to_vec();
    bytes.extend(ok("1"));
    let server = Server::start([Act::Answer(bytes)]).await;
    assert_eq!(client(&server, |b| b).get().await.unwrap(), 1);

    let endless = b"HTTP/1.1 102 Processing\r\n\r\n".repeat(20);
    let server = Server::start([Act::Drip(endless)]).await;
    let limited = client(&server, |b| b.timeout(Duration::from_secs(30)).retries(0));
    let began = Instant::now();
    let error = limited.make().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Timeout, Outcome::Unknown), "{error}");
    assert!(began.elapsed() < Duration::from_secs(31), "{:?}", began.elapsed());
}

/// R19, R21: a body that drips is cut off by the attempt's timeout, and by the deadline.
#[tokio::test(start_paused = true)]
async fn r21_a_dripping_body_is_cut_off() {
    let long = ok(&format!("\"{}\"", "x".repeat(500)));
    let server = Server::start([Act::Drip(long)]).await;
    let client = client(&server, |b| b.timeout(Duration::from_secs(100)).retries(0));
    let began = Instant::now();
    let error = client.get().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Timeout, "{error}");
    assert!(began.elapsed() < Duration::from_millis(100_100), "{:?}", began.elapsed());

    let began = Instant::now();
    let error = client.get().deadline(Duration::from_secs(50)).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Deadline, "{error}");
    assert!(began.elapsed() < Duration::from_millis(50_100), "{:?}", began.elapsed());
}

/// R23: a call that is dropped stops at once, and its slot is free again.
#[tokio::test(start_paused = true)]
async fn r23_a_dropped_call_leaves_nothing_behind() {
    let server = Server::start([Act::Hang, Act::Hang, Act::Answer(ok("1"))]).await;
    let client = client(&server, |b| b.max_in_flight(2));
    for _ in 0..2 {
        let call = client.get();
        assert!(tokio::time::timeout(Duration::from_secs(1), call.send()).await.is_err());
    }
    assert_eq!(client.get().await.unwrap(), 1);
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(server.count(), 3, "nothing was sent later");
}

/// R71, R72: thousands may be awaited, only so many are on the wire, and waiting for a turn counts for
/// the deadline alone.
#[tokio::test(start_paused = true)]
async fn r71_r72_many_calls_wait_for_their_turn() {
    let server = Server::start([Act::Answer(ok("1"))]).await;
    let client = client(&server, |b| b.max_in_flight(16).deadline(Duration::from_secs(3600)));
    let calls = (0..2000).map(|_| client.get().send());
    let answers = futures_util::future::join_all(calls).await;
    assert_eq!(answers.into_iter().filter(|answer| answer.is_ok()).count(), 2000);
    assert_eq!(server.count(), 2000);

    let server = Server::start([Act::Hang]).await;
    let client = Client::builder().base_url(server.url()).max_in_flight(1).build().unwrap();
    let first = tokio::spawn(client.get().retries(0).send());
    tokio::time::sleep(Duration::from_millis(1)).await;
    let began = Instant::now();
    let error = client.get().deadline(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Deadline, Outcome::NotDone), "{error}");
    assert!(began.elapsed() < Duration::from_millis(5100));
    // The one that had its turn has the whole of its timeout.
    assert_eq!(first.await.unwrap().unwrap_err().kind(), Kind::Timeout);
}
