//! HTTP/2: what a peer says about streams that it did not process, and what it does not say.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use endpoint::{Call, Client, Endpoints, Kind, Outcome, endpoint};
use h2::Reason;
use h2::server::{Connection, SendResponse};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

trait Things: Endpoints {
    #[endpoint(get = "/things")]
    fn get(&self) -> Call<Value>;

    #[endpoint(post = "/things")]
    fn make(&self) -> Call<Value>;
}

impl Things for Client {}

/// What the server does with one connection.
#[derive(Clone, Copy, Debug)]
enum Does {
    Answer,
    /// Refuses the first stream, and answers the others.
    Refuse,
    /// Says that it goes away and has processed no stream, when one is there.
    GoAwayBefore,
    /// Takes a stream, and says then that it goes away without an error.
    GoAwayAfter,
    /// Takes a stream, and is gone.
    Drop,
    /// Takes a stream, and resets it.
    Reset,
    /// Answers a head, and resets the stream in its body.
    ResetBody,
    /// Answers with a head of 100 KiB.
    LargeHead,
    /// Takes a stream, and is never heard of again, though the connection stands.
    Dead,
    /// Goes away because of an error, and says the key.
    GoAwayWithKey,
}

struct Server {
    url: String,
    /// How many streams were taken for processing.
    taken: Arc<AtomicUsize>,
}

/// A server whose connections do these things, one after the other; the last is repeated.
async fn server(script: &'static [Does]) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    tokio::spawn(async move {
        let mut connections = 0;
        while let Ok((stream, _)) = listener.accept().await {
            let does = *script.get(connections).or(script.last()).unwrap();
            connections += 1;
            tokio::spawn(serve(stream, does, Arc::clone(&counter)));
        }
    });
    Server { url, taken }
}

/// By hand, since no server says so of a stream that it has seen: SETTINGS, their ACK, and these
/// frames when a stream is there. The connection stays open.
async fn by_hand(mut stream: TcpStream, frames: &[u8]) {
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0]).await.unwrap();
    let mut received = Vec::new();
    // The preface, SETTINGS and WINDOW_UPDATE come first; type 1 is HEADERS.
    while !has_headers(&received) {
        assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0);
    }
    stream.write_all(frames).await.unwrap();
    std::future::pending::<()>().await;
}

fn has_headers(received: &[u8]) -> bool {
    let mut frames = received.get(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len()..).unwrap_or_default();
    while let [a, b, c, kind, ..] = frames {
        if *kind == 1 {
            return true;
        }
        let len = 9 + usize::from(*a) * 65536 + usize::from(*b) * 256 + usize::from(*c);
        frames = frames.get(len..).unwrap_or_default();
    }
    false
}

async fn serve(stream: TcpStream, does: Does, taken: Arc<AtomicUsize>) {
    match does {
        // A GOAWAY without an error whose last stream is 0 (RFC 9113 §6.8).
        Does::GoAwayBefore => {
            return by_hand(stream, &[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).await;
        }
        Does::GoAwayWithKey => {
            let mut frame = vec![0, 0, 18, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
            frame.extend(KEY.bytes());
            return by_hand(stream, &frame).await;
        }
        Does::Dead => {
            taken.fetch_add(1, Ordering::SeqCst);
            return by_hand(stream, &[]).await;
        }
        _ => {}
    }
    let mut connection: Connection<TcpStream, Bytes> = h2::server::handshake(stream).await.unwrap();
    let mut first = true;
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        if first && matches!(does, Does::Refuse) {
            respond.send_reset(Reason::REFUSED_STREAM);
            first = false;
            continue;
        }
        taken.fetch_add(1, Ordering::SeqCst);
        match does {
            Does::LargeHead => {
                let mut response = http::Response::new(());
                for number in 0..100 {
                    let name = http::HeaderName::from_bytes(format!("x-{number}").as_bytes());
                    let value = "x".repeat(1000).parse().unwrap();
                    response.headers_mut().insert(name.unwrap(), value);
                }
                respond.send_response(response, true).unwrap();
            }
            Does::Answer | Does::Refuse | Does::GoAwayBefore | Does::Dead | Does::GoAwayWithKey => {
                answer(&mut respond)
            }
            Does::GoAwayAfter => connection.abrupt_shutdown(Reason::NO_ERROR),
            Does::Drop => return,
            Does::Reset => respond.send_reset(Reason::INTERNAL_ERROR),
            Does::ResetBody => {
                let mut body = respond.send_response(http::Response::new(()), false).unwrap();
                body.send_data(Bytes::from_static(b"{\"a\""), false).unwrap();
                // The head has to arrive first.
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    body.send_reset(Reason::INTERNAL_ERROR);
                });
            }
        }
    }
}

fn answer(respond: &mut SendResponse<Bytes>) {
    let mut body = respond.send_response(http::Response::new(()), false).unwrap();
    body.send_data(Bytes::from_static(b"1"), true).unwrap();
}

fn client(url: &str) -> Client {
    let http2 = reqwest::Client::builder().no_proxy().http2_prior_knowledge();
    Client::builder().base_url(url).bearer_token(KEY).reqwest(http2).build().unwrap()
}

const KEY: &str = "llx-canary";

/// R2: what the peer provably did not process is sent again, also a plain POST.
#[tokio::test(start_paused = true)]
async fn r2_refused_streams_and_streams_beyond_a_goaway_are_sent_again() {
    let scripts: [&'static [Does]; 2] = [&[Does::Refuse], &[Does::GoAwayBefore, Does::Answer]];
    for script in scripts {
        let server = server(script).await;
        let client = client(&server.url);
        let made = client.make().await;
        assert_eq!(made.unwrap_or_else(|error| panic!("{script:?}: {error:?}")), 1, "{script:?}");
        assert_eq!(server.taken.load(Ordering::SeqCst), 1, "{script:?}");
        assert_eq!(client.get().await.unwrap(), 1);
    }
}

/// R2, R1: what the peer took may have been acted on.
#[tokio::test(start_paused = true)]
async fn r1_streams_that_the_peer_took_are_not_sent_again() {
    let scripts: [&'static [Does]; 3] = [
        &[Does::GoAwayAfter, Does::Answer],
        &[Does::Drop, Does::Answer],
        &[Does::Reset, Does::Answer],
    ];
    for script in scripts {
        let server = server(script).await;
        let error = client(&server.url).make().timeout(Duration::from_secs(10)).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{script:?}: {error:?}");
        assert_eq!(error.attempts(), 1, "{script:?}");
        assert_eq!(server.taken.load(Ordering::SeqCst), 1, "{script:?}");
    }
    // A GET is.
    for script in scripts {
        if matches!(script, [Does::Reset, ..]) {
            continue;
        }
        let server = server(script).await;
        let call = client(&server.url).get().timeout(Duration::from_secs(10));
        let got = call.await.unwrap_or_else(|error| panic!("{script:?}: {error:?}"));
        assert_eq!(got, 1);
        assert_eq!(server.taken.load(Ordering::SeqCst), 2, "{script:?}");
    }
}

/// R6
#[tokio::test(start_paused = true)]
async fn r6_a_body_that_is_reset_leaves_the_post_done() {
    let server = server(&[Does::ResetBody]).await;
    let error = client(&server.url).make().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Done, "{error:?}");
    assert_ne!(error.kind(), Kind::Decode, "{error:?}");
    assert_eq!(server.taken.load(Ordering::SeqCst), 1);
}

/// R34: the head is never seen, so nobody can tell what it said.
#[tokio::test(start_paused = true)]
async fn r34_a_head_that_is_too_large_leaves_the_outcome_unknown() {
    let server = server(&[Does::LargeHead]).await;
    let error = client(&server.url).make().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Protocol, Outcome::Unknown), "{error:?}");
    assert_eq!(server.taken.load(Ordering::SeqCst), 1);
}

/// R22: a peer that is gone without a word does not take the retries down with it: they would all go
/// over the connection that looks well.
#[tokio::test(start_paused = true)]
async fn r22_a_dead_connection_is_not_used_again() {
    let server = server(&[Does::Dead, Does::Answer]).await;
    let client = client(&server.url);
    let began = tokio::time::Instant::now();
    let raw = client.get().raw().await.unwrap();
    assert_eq!(raw.attempts().len(), 2);
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    assert_eq!(client.make().await.unwrap(), 1);
    assert_eq!(server.taken.load(Ordering::SeqCst), 3);
}

/// R52: the key goes out as a literal that is never to be indexed (RFC 7541 §6.2.3), by the index 23 that
/// the static table has for `authorization`; a literal that is to be indexed would begin with 0x57.
#[tokio::test(start_paused = true)]
async fn r52_the_key_is_never_indexed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let call = tokio::spawn(client(&url).make().timeout(Duration::from_secs(5)).send());
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0]).await.unwrap();
    let mut received = Vec::new();
    while !has_headers(&received) {
        assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0);
    }
    assert!(received.windows(2).any(|two| two == [0x1f, 0x08]), "{received:?}");
    call.abort();
}

/// R51: what a peer says as it goes is a cause of the error.
#[tokio::test(start_paused = true)]
async fn r51_the_last_words_of_a_peer_show_no_secret() {
    let server = server(&[Does::GoAwayWithKey]).await;
    let error = client(&server.url).make().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error:?}");
    let mut shown = format!("{error} {error:?}");
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        shown.push_str(&format!("{error} {error:?}"));
        cause = error.source();
    }
    assert!(!shown.contains("canary"), "{shown}");
}
