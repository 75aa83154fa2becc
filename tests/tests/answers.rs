//! What an answer leads to that has no body, one that was read before, or one that is not the expected.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use bytes::Bytes;
use endpoint::{ByteStream, Call, Client, Endpoints, Kind, Outcome, Params, Raw, endpoint};
use project_tests::{Act, Server, answer, ok};
use serde_json::{Value, json};

#[derive(Debug, serde::Deserialize)]
struct Problem {
    code: String,
}

#[derive(Params)]
#[params(check = "Checked::check")]
struct Checked {
    #[query]
    name: &'static str,
}

impl Checked {
    fn check(&self) -> Result<(), String> {
        Err(format!("`{}` has\nno such\u{202e} name", self.name))
    }
}

trait Things: Endpoints {
    #[endpoint(get = "/things", error = Problem)]
    fn get(&self) -> Call<Value>;

    #[endpoint(get = "/things", error = Problem)]
    fn maybe(&self) -> Call<Option<Value>>;

    #[endpoint(get = "/things")]
    fn words(&self) -> Call<Option<String>>;

    #[endpoint(get = "/things")]
    fn bytes(&self) -> Call<Option<Bytes>>;

    #[endpoint(get = "/things")]
    fn stream(&self) -> Call<ByteStream>;

    #[endpoint(get = "/things", expect = 304)]
    fn same(&self) -> Call<Option<Value>>;

    #[endpoint(head = "/things")]
    fn look(&self) -> Call<Option<Value>>;

    #[endpoint(post = "/things")]
    fn ping(&self) -> Call<()>;

    #[endpoint(post = "/things", expect = 202)]
    fn make(&self) -> Call<Value>;

    #[endpoint(get = "/checked")]
    fn checked(&self, #[params] checked: &Checked) -> Call<()>;
}

impl Things for Client {}

async fn answered(bytes: impl Into<Vec<u8>>) -> (Server, Client) {
    let server = Server::start([Act::Answer(bytes.into())]).await;
    let client =
        Client::builder().base_url(server.url()).max_body(1000).retries(0).build().unwrap();
    (server, client)
}

/// RFC 9110 §8.6, §15.4.5: the length and the encoding are those of another answer.
#[tokio::test]
async fn what_has_no_body_is_not_held_to_its_head() {
    for head in ["content-length: 100000", "content-length: 100\r\ncontent-encoding: gzip"] {
        for status in ["304 Not Modified", "200 OK", "204 No Content"] {
            let answer = format!("HTTP/1.1 {status}\r\n{head}\r\n\r\n");
            let (_server, client) = answered(answer).await;
            let call = match status {
                "304 Not Modified" => Things::same,
                "200 OK" => Things::look,
                _ => Things::maybe,
            };
            assert_eq!(call(&client).await.unwrap(), None, "{status}, {head}");
            let mut stream = call(&client).bytes_stream().await.unwrap();
            assert_eq!((stream.length(), stream.chunk().await.unwrap()), (None, None), "{status}");
        }
        let (_server, client) = answered(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n")).await;
        assert!(client.maybe().await.is_err(), "{head}");
    }
}

/// A body that is not there is not taken for an empty one.
#[tokio::test]
async fn a_body_is_there_once_or_not_at_all() {
    fn refused<T: endpoint::Value>(raw: &Raw, words: &str) {
        let error = raw.parse::<T>().map(drop).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (Kind::Decode, Outcome::Done), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    let (_server, client) = answered(ok("\"words\"")).await;
    let raw = client.stream().raw().await.unwrap();
    refused::<String>(&raw, "still to be read");
    refused::<Bytes>(&raw, "still to be read");
    refused::<Option<String>>(&raw, "still to be read");
    refused::<Value>(&raw, "still to be read");
    raw.parse::<()>().unwrap();
    let mut stream: ByteStream = raw.parse().unwrap();
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "\"words\"");
    refused::<ByteStream>(&raw, "was taken as a stream before");
    refused::<String>(&raw, "was taken as a stream before");

    let raw = client.ping().raw().await.unwrap();
    assert_eq!(raw.body(), "");
    raw.parse::<()>().unwrap();
    refused::<String>(&raw, "was not kept");
    refused::<ByteStream>(&raw, "was not kept");

    let raw = client.get().raw().await.unwrap();
    for _ in 0..2 {
        assert_eq!(raw.parse::<String>().unwrap(), "\"words\"");
        assert_eq!(raw.parse::<Value>().unwrap(), "words");
        let mut stream: ByteStream = raw.parse().unwrap();
        assert_eq!(stream.chunk().await.unwrap().unwrap(), "\"words\"");
    }
}

/// What nobody wants is read for the sake of the connection, up to the limit.
#[tokio::test]
async fn a_body_that_nobody_wants_does_no_harm() {
    for body in [&*"x".repeat(500), &*"x".repeat(100_000)] {
        let (server, client) = answered(answer("200 OK", &[], body)).await;
        client.ping().await.unwrap();
        client.ping().await.unwrap();
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn an_optional_text_is_text() {
    let empty = "HTTP/1.1 204 No Content\r\n\r\n";
    for bytes in [ok(""), empty.into()] {
        let (_server, client) = answered(bytes).await;
        assert_eq!(client.words().await.unwrap(), None);
        assert_eq!(client.bytes().await.unwrap(), None);
    }
    let (server, client) = answered(ok("\"words\"")).await;
    assert_eq!(client.words().await.unwrap().as_deref(), Some("\"words\""));
    assert_eq!(client.bytes().await.unwrap().as_deref(), Some(&b"\"words\""[..]));
    let accepts: Vec<_> = server.received();
    let accepts: Vec<_> = accepts.iter().map(|request| request.header("accept").unwrap()).collect();
    assert_eq!(accepts, ["text/plain, */*", "*/*"]);
}

/// R41: of errors too, and where nothing follows it.
#[tokio::test]
async fn r41_a_byte_order_mark_is_skipped_wherever_json_is_read() {
    let body = "\u{feff}{\"message\": \"no room\", \"code\": \"full\"}";
    let (_server, client) = answered(answer("409 Conflict", &[], body)).await;
    let error = client.get().await.unwrap_err();
    assert!(error.to_string().contains("409 Conflict: no room"), "{error}");
    assert_eq!(error.api_error::<Problem>().unwrap().code, "full");
    assert!(error.body().starts_with("\u{feff}".as_bytes()), "{error:?}");

    let (_server, client) = answered(ok("\u{feff}")).await;
    assert_eq!(client.maybe().await.unwrap(), None);
    assert_eq!(client.get().await.unwrap_err().kind(), Kind::Decode);
}

/// R35: no more than 64 KiB of it are kept, but all that is read says what was wrong.
#[tokio::test]
async fn r35_a_long_error_body_is_read_before_it_is_cut() {
    let body = |padding: usize| {
        json!({"a": "x".repeat(padding), "code": "full", "message": "no room"}).to_string()
    };
    let (_server, client) = answered(answer("409 Conflict", &[], &body(200_000))).await;
    let error = client.get().await.unwrap_err();
    assert!(error.to_string().contains("409 Conflict: no room"), "{error}");
    assert_eq!(error.api_error::<Problem>().unwrap().code, "full");
    assert_eq!(error.body().len(), 64 * 1024);

    let (_server, client) = answered(answer("409 Conflict", &[], &body(2 << 20))).await;
    let error = client.get().await.unwrap_err();
    assert_eq!((error.kind(), error.api_error::<Problem>().is_some()), (Kind::Status, false));
}

#[tokio::test]
async fn another_success_than_the_expected_still_tells_the_id() {
    let (_server, client) = answered(ok(r#"{"id": "j"}"#)).await;
    let error = client.make().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Status, Outcome::Done), "{error}");
    assert_eq!(error.response_id(), Some("j"), "{error}");
}

/// It is no redirect, and leads nowhere.
#[tokio::test]
async fn an_unexpected_304_is_a_status() {
    let (_server, client) = answered("HTTP/1.1 304 Not Modified\r\n\r\n").await;
    let error = client.get().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Status, "{error}");
    assert!(error.to_string().ends_with("304 Not Modified"), "{error}");
}

#[test]
fn what_a_check_says_is_one_line() {
    let client = Client::builder().base_url("https://h").build().unwrap();
    let error = client.checked(&Checked { name: "n" }).preview().unwrap_err();
    assert_eq!(error.to_string(), "GET /checked: `n` has\\nno such\\u{202e} name");
}

/// No endpoint was called.
#[tokio::test]
async fn the_error_of_a_ready_call_names_no_endpoint() {
    let error = Call::<u8>::ready_json("\"x\"").await.unwrap_err();
    assert!(error.to_string().starts_with("the response can't be read"), "{error}");
    assert!(error.endpoint().is_none());
}
