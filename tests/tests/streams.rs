//! Responses that are read as they come: what is retried, what ends a stream, and what it is held to.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use bytes::Bytes;
use endpoint::{ByteStream, Call, Client, Endpoints, Kind, Outcome, WithHeaders, endpoint};
use futures_util::TryStreamExt;
use project_tests::{Act, Server, answer, ok};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

trait Files: Endpoints {
    #[endpoint(get = "/files/{id}")]
    fn content(&self, id: &str) -> Call<ByteStream>;

    #[endpoint(get = "/files/{id}")]
    fn with_headers(&self, id: &str) -> Call<WithHeaders<ByteStream>>;

    #[endpoint(get = "/files/{id}/meta")]
    fn meta(&self, id: &str) -> Call<serde_json::Value>;

    #[endpoint(post = "/exports")]
    fn export(&self) -> Call<ByteStream>;
}

impl Files for Client {}

fn client(url: &str) -> Client {
    Client::builder().base_url(url).build().unwrap()
}

async fn all(stream: ByteStream) -> endpoint::Result<Bytes> {
    let pieces: Vec<Bytes> = stream.try_collect().await?;
    Ok(pieces.concat().into())
}

#[tokio::test]
async fn a_piece_is_there_before_the_rest_is_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (read, go_on) = tokio::sync::oneshot::channel::<()>();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 1024]).await.unwrap();
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n";
        socket.write_all(head.as_bytes()).await.unwrap();
        go_on.await.unwrap();
        socket.write_all(b"4\r\nrest\r\n0\r\n\r\n").await.unwrap();
    });
    let mut content = client(&url).content("7").await.unwrap();
    assert_eq!(content.length(), None);
    assert_eq!(content.chunk().await.unwrap().unwrap(), "first");
    read.send(()).unwrap();
    assert_eq!(content.chunk().await.unwrap().unwrap(), "rest");
    assert_eq!(content.chunk().await.unwrap(), None);
    assert_eq!(content.chunk().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn the_head_is_asked_for_again() {
    let server = Server::start([
        Act::Close,
        Act::Answer(answer("503 Service Unavailable", &[], "")),
        Act::Answer(answer("200 OK", &[("x-kind", "pdf")], "words")),
    ])
    .await;
    let got = client(server.url()).with_headers("7").await.unwrap();
    assert_eq!((got.status.as_u16(), server.count()), (200, 3));
    assert_eq!(got.headers.get("x-kind").unwrap(), "pdf");
    assert_eq!(got.value.length(), Some(5));
    assert_eq!(all(got.value).await.unwrap(), "words");
    assert_eq!(server.received().pop().unwrap().header("accept"), Some("*/*"));
}

#[tokio::test]
async fn a_failed_status_is_an_error_of_the_call() {
    let body = r#"{"message": "gone for good"}"#;
    let server = Server::start([Act::Answer(answer("404 Not Found", &[], body))]).await;
    let error = client(server.url()).content("7").await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (Kind::Status, 404));
    assert!(error.to_string().contains("gone for good"), "{error}");
}

/// Never as if it were whole, and never from the beginning again.
#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_off_is_an_error() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx-request-id: r-1\r\n\r\n";
    let sized = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nx-request-id: r-1\r\n\r\nfirst";
    for (name, bytes) in [
        ("sized", sized.to_owned()),
        ("chunked", format!("{chunked}5\r\nfirst\r\n")),
        ("inside a chunk", format!("{chunked}9\r\nfirst")),
        ("at the end", format!("{chunked}5\r\nfirst\r\n0\r\n")),
        ("no chunk", format!("{chunked}5\r\nfirst\r\nwords\r\n")),
    ] {
        let server = Server::start([Act::AnswerAndClose(bytes.into())]).await;
        let mut content = client(server.url()).export().await.unwrap();
        let mut got = Vec::new();
        let error = loop {
            match content.chunk().await {
                Ok(Some(piece)) => got.extend_from_slice(&piece),
                Ok(None) => panic!("{name}: {got:?} is taken for whole"),
                Err(error) => break error,
            }
        };
        assert!(matches!(error.kind(), Kind::Lost | Kind::Protocol), "{name}: {error}");
        assert_eq!((error.outcome(), server.count()), (Outcome::Done, 1), "{name}: {error}");
        assert_eq!(error.request_id(), Some("r-1"), "{name}");
        assert_eq!(error.endpoint().unwrap().name(), "export", "{name}");
        assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (1, 200), "{name}");
        assert!(error.request().is_some(), "{name}");
        assert!(error.to_string().starts_with("POST /exports: the response"), "{name}: {error}");
        assert!(content.chunk().await.unwrap().is_none(), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_is_read_to_its_end_and_one_that_stalls_is_not() {
    let minutes = "x".repeat(600);
    let server = Server::start([Act::DripBody(ok(&minutes))]).await;
    let begun = Instant::now();
    let call = client(server.url()).content("7").timeout(Duration::from_secs(5));
    assert_eq!(all(call.await.unwrap()).await.unwrap(), minutes.as_str());
    assert!(begun.elapsed() >= Duration::from_secs(600));

    let head = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfirst";
    let stalled = |mut server: TcpListener| async move {
        let (mut socket, _) = server.accept().await.unwrap();
        let _ = socket.read(&mut [0; 1024]).await.unwrap();
        socket.write_all(head.as_bytes()).await.unwrap();
        let _ = &mut server;
        std::future::pending::<()>().await;
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(stalled(listener));
    let call = client(&url).content("7").timeout(Duration::from_secs(5));
    let mut content = call.await.unwrap();
    assert_eq!(content.chunk().await.unwrap().unwrap(), "first");
    // It is the server that is waited for, not the caller.
    tokio::time::sleep(Duration::from_secs(60)).await;
    let begun = Instant::now();
    let error = content.chunk().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Timeout, Outcome::Done), "{error}");
    assert_eq!(begun.elapsed().as_secs(), 5);
    let error = std::io::Error::from(error);
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_of_the_call_holds_for_the_stream() {
    let server = Server::start([Act::DripBody(ok(&"x".repeat(600)))]).await;
    let begun = Instant::now();
    let call = client(server.url()).content("7").deadline(Duration::from_secs(20));
    let error = all(call.await.unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Deadline, Outcome::Done), "{error}");
    assert_eq!(begun.elapsed().as_secs(), 20);
}

#[tokio::test]
async fn it_is_as_long_as_it_may_be() {
    let words = "x".repeat(1000);
    let server = Server::start([Act::Answer(ok(&words))]).await;
    let client = Client::builder().base_url(server.url()).max_body(100).build().unwrap();
    // Nothing of it is kept, so the client's limit does not count.
    assert_eq!(all(client.content("7").await.unwrap()).await.unwrap().len(), 1000);
    assert_eq!(all(client.content("7").max_body(1000).await.unwrap()).await.unwrap().len(), 1000);
    let error = client.content("7").max_body(999).await.unwrap_err();
    assert_eq!(error.kind(), Kind::TooLarge, "{error}");

    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n0\r\n\r\n";
    let server = Server::start([Act::Answer(chunked.into())]).await;
    let call = self::client(server.url()).content("7").max_body(4);
    let error = all(call.await.unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::TooLarge, Outcome::Done), "{error}");
}

#[tokio::test]
async fn a_compressed_body_is_unpacked_on_the_way() {
    use std::io::Write;
    let words = "words ".repeat(10_000);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(words.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let mut whole = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        packed.len()
    )
    .into_bytes();
    whole.extend_from_slice(&packed);
    let server = Server::start([Act::Answer(whole)]).await;
    let client = Client::builder().base_url(server.url()).gzip(true).build().unwrap();
    assert_eq!(all(client.content("7").await.unwrap()).await.unwrap(), words.as_str());
    // Without having asked for it nobody can read it.
    let error = self::client(server.url()).content("7").await.unwrap_err();
    assert_eq!(error.kind(), Kind::Decode, "{error}");
}

#[tokio::test]
async fn raw_leads_to_the_stream_too() {
    let server = Server::start([Act::Answer(ok("words"))]).await;
    let raw = client(server.url()).content("7").raw().await.unwrap();
    assert_eq!((raw.status().as_u16(), raw.body().len()), (200, 0));
    assert_eq!(all(raw.parse().unwrap()).await.unwrap(), "words");
}

#[tokio::test]
async fn any_response_can_be_read_as_it_comes() {
    let server = Server::start([Act::Answer(ok(r#"{"a": 1}"#))]).await;
    let stream = client(server.url()).meta("7").bytes_stream().await.unwrap();
    assert_eq!(all(stream).await.unwrap(), r#"{"a": 1}"#);
    assert_eq!(server.received().pop().unwrap().header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_ready_value_is_no_stream() {
    let stream = Call::<String>::ready_json("\"a\"").bytes_stream().await.unwrap();
    assert_eq!(all(stream).await.unwrap(), "\"a\"");
    let error = Call::ready(7).bytes_stream().await.unwrap_err();
    assert_eq!(error.to_string(), "a ready value has no response that could be read as it comes");
    let error = Call::ready(7).raw().await.unwrap_err();
    assert_eq!(error.to_string(), "a ready value has no response");
    let stream = Call::ready(ByteStream::from("words")).bytes_stream().await.unwrap();
    assert_eq!(all(stream).await.unwrap(), "words");
}

#[tokio::test]
async fn a_mock_makes_one_of_bytes() {
    let stream = Call::ready(ByteStream::from("words")).await.unwrap();
    assert_eq!((stream.length(), all(stream).await.unwrap()), (Some(5), Bytes::from("words")));
    let stream: ByteStream = Call::ready_json("[1]").await.unwrap();
    assert_eq!(all(stream).await.unwrap(), "[1]");
    assert_eq!(all(ByteStream::from(Vec::new())).await.unwrap(), "");
}
