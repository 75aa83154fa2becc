//! Bodies and parts of the caller's own making: what arrives, how often, and what a stream that fails
//! leads to.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use endpoint::{
    Body, ByteStream, Call, Client, Endpoints, Kind, Outcome, Part, Progress, endpoint,
};
use futures_util::{StreamExt, stream};
use project_tests::{Act, Server, answer, ok};
use tokio::time::{Instant, sleep};

trait Blobs: Endpoints {
    #[endpoint(get = "/blob")]
    fn read(&self) -> Call<ByteStream>;

    #[endpoint(put = "/blob")]
    fn replace(&self, #[body(raw)] blob: Body) -> Call<()>;

    #[endpoint(post = "/blob")]
    fn add(&self, #[body(raw)] blob: &Body) -> Call<()>;

    #[endpoint(put = "/table", header("content-type" = "text/csv"))]
    fn table(&self, #[body(raw)] rows: Body) -> Call<()>;

    #[endpoint(put = "/typed")]
    fn typed(&self, #[header] content_type: &str, #[body(raw)] text: &str) -> Call<()>;

    #[endpoint(put = "/typed")]
    fn body_first(&self, #[body(raw)] body: Body, #[header] content_type: &str) -> Call<()>;

    #[endpoint(put = "/bytes")]
    fn bytes(&self, #[body(raw)] bytes: Option<Vec<u8>>) -> Call<()>;

    #[endpoint(put = "/parts")]
    fn parts(&self, #[part] note: &str, #[part] file: Part) -> Call<()>;

    #[endpoint(post = "/pages")]
    fn pages(&self, #[part("page[]")] pages: &[Part], #[part] tag: Vec<String>) -> Call<()>;
}

impl Blobs for Client {}

fn client(url: &str) -> Client {
    Client::builder().base_url(url).build().unwrap()
}

/// Pieces that come again whenever they are asked for, and how often that was.
fn counted(pieces: &'static [&'static str]) -> (Body, Arc<AtomicUsize>) {
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    let body = Body::stream(move || {
        count.fetch_add(1, Ordering::Relaxed);
        stream::iter(pieces.iter().map(|piece| Ok::<_, io::Error>(*piece)))
    });
    (body, opened)
}

fn once(pieces: &'static [&'static str]) -> Body {
    Body::stream_once(stream::iter(pieces.iter().map(|piece| Ok::<_, io::Error>(*piece))))
}

type Reports = Arc<Mutex<Vec<(u64, u64)>>>;

/// A body, and what is told of its progress: sent, and in all.
fn watched(body: Body) -> (Body, Reports) {
    let reports = Reports::default();
    let noted = Arc::clone(&reports);
    let note =
        move |progress: Progress| noted.lock().unwrap().push((progress.sent, progress.total));
    (body.progress(note), reports)
}

#[tokio::test]
async fn each_kind_of_body_arrives_as_it_is() {
    let server = Server::start([Act::Answer(ok(""))]).await;
    let client = client(server.url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    std::fs::write(&path, "from disk").unwrap();
    let binary = "application/octet-stream";
    for (body, content_type, length, expected) in [
        (Body::text("t\u{e9}xt"), "text/plain; charset=utf-8", Some("5"), "t\u{e9}xt"),
        (Body::text(""), "text/plain; charset=utf-8", Some("0"), ""),
        (Body::bytes("bytes"), binary, Some("5"), "bytes"),
        (Body::file(&path), binary, Some("9"), "from disk"),
        (counted(&["ab", "", "cde"]).0, binary, None, "abcde"),
        (counted(&[]).0, binary, None, ""),
        (counted(&["ab", "cde"]).0.length(5), binary, Some("5"), "abcde"),
        (counted(&["ab", "", "cde", ""]).0.length(5), binary, Some("5"), "abcde"),
        (once(&["ab", "cde"]), binary, None, "abcde"),
        (Body::bytes("{}").content_type("application/json"), "application/json", Some("2"), "{}"),
    ] {
        let name = format!("{body:?}");
        client.replace(body).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let received = server.received().pop().unwrap();
        assert_eq!(received.header("content-type"), Some(content_type), "{name}");
        assert_eq!(received.header("content-length"), length, "{name}");
        let chunked = received.header("transfer-encoding");
        assert_eq!(chunked, length.is_none().then_some("chunked"), "{name}");
        assert_eq!(received.text(), expected, "{name}");
    }
}

#[tokio::test]
async fn a_large_stream_arrives_whole() {
    let server = Server::start([Act::Answer(ok(""))]).await;
    let piece = vec![b'x'; 300_000];
    let total = piece.len() * 5;
    let reports = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&reports);
    let body = Body::stream(move || stream::repeat(piece.clone()).take(5).map(Ok::<_, io::Error>))
        .progress(move |progress: Progress| noted.lock().unwrap().push(progress));
    for body in [body.clone(), body.length(total as u64)] {
        reports.lock().unwrap().clear();
        client(server.url()).replace(body).await.unwrap();
        assert_eq!(server.received().pop().unwrap().body, vec![b'x'; total]);
        let reports = reports.lock().unwrap();
        let steps = reports.windows(2).map(|pair| pair[1].sent - pair[0].sent);
        assert!(steps.take(reports.len() - 2).all(|step| (64 << 10..128 << 10).contains(&step)));
        let last = reports.last().unwrap();
        assert_eq!((last.sent, last.total, last.attempt), (total as u64, total as u64, 1));
    }
}

/// Nearer to the call wins: the declaration, then the body, then the call.
#[tokio::test]
async fn the_media_type_is_the_callers() {
    let server = Server::start([Act::Answer(ok(""))]).await;
    let client = client(server.url());
    let rows = || Body::text("a,b");
    for (call, expected) in [
        (client.table(rows()), "text/csv"),
        (
            client.table(rows().content_type("text/tab-separated-values")),
            "text/tab-separated-values",
        ),
        (client.table(rows()).header("content-type", "text/x"), "text/x"),
        (client.table(rows().content_type("a/b")).header("content-type", None::<&str>), "a/b"),
        (client.table(rows().content_type("a/b")).header("content-type", "text/x"), "text/x"),
        (client.typed("text/markdown", "# a"), "text/markdown"),
        (client.body_first(rows().content_type("a/b"), "text/x"), "a/b"),
        (client.body_first(rows(), "text/x"), "text/x"),
        (client.bytes(Some(vec![1])), "application/octet-stream"),
    ] {
        call.await.unwrap();
        let received = server.received().pop().unwrap();
        assert_eq!(received.header("content-type"), Some(expected));
        let types = received.headers.iter().filter(|(name, _)| name == "content-type");
        assert_eq!(types.count(), 1);
    }
    client.bytes(None).await.unwrap();
    let received = server.received().pop().unwrap();
    assert_eq!((received.header("content-type"), received.body.len()), (None, 0));
}

#[tokio::test(start_paused = true)]
async fn every_attempt_opens_the_stream_anew() {
    let busy = Act::Answer(answer("503 Service Unavailable", &[], ""));
    let server = Server::start([busy.clone(), busy, Act::Answer(ok(""))]).await;
    let (body, opened) = counted(&["ab", "c"]);
    client(server.url()).replace(body).await.unwrap();
    assert_eq!(opened.load(Ordering::Relaxed), 3);
    let received = server.received();
    assert_eq!(received.iter().map(|request| request.text()).collect::<Vec<_>>(), ["abc"; 3]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_was_read_is_not_sent_again() {
    let server = Server::start([
        Act::Answer(answer("503 Service Unavailable", &[], "")),
        Act::Answer(ok("")),
    ])
    .await;
    let body = once(&["ab", "c"]);
    let error = client(server.url()).replace(body.clone()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), server.count()), (Kind::Status, 1, 1), "{error}");
    assert!(error.to_string().contains("can't be read again"), "{error}");
    let error = client(server.url()).replace(body).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Body, Outcome::NotDone), "{error}");
    assert!(error.to_string().contains("can't be opened again"), "{error}");
    assert_eq!(server.count(), 1);
}

/// Nothing of it is read where there is no connection.
#[tokio::test(start_paused = true)]
async fn a_stream_that_was_not_read_can_be_sent() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let body = once(&["ab", "c"]);
    let unreachable = client(&format!("http://{address}"));
    let error = unreachable.add(&body).retries(2).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (Kind::Connect, 3), "{error}");
    let server = Server::start([Act::Answer(ok(""))]).await;
    client(server.url()).add(&body).await.unwrap();
    assert_eq!(server.received().pop().unwrap().text(), "abc");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_fails_or_lies_is_not_taken_for_whole() {
    let failed = || Err::<&str, _>(io::Error::other("disk on fire"));
    let failing = move || stream::iter([Ok("ab"), failed()]);
    let lie = |length| counted(&["ab", "cde"]).0.length(length);
    for (name, body, words) in [
        ("fails", Body::stream(failing), "disk on fire"),
        ("fails, length told", Body::stream(failing).length(5), "disk on fire"),
        ("too short", lie(6), "ended 1 bytes before its length"),
        ("too long", lie(4), "goes on beyond its length"),
        ("too long by a piece", lie(2), "goes on beyond its length"),
        ("not empty", lie(0), "goes on beyond its length"),
        (
            "empty until it fails",
            Body::stream(move || stream::iter([failed()])).length(0),
            "on fire",
        ),
        ("bytes of another length", Body::bytes("abc").length(4), "has 3 bytes, where 4"),
    ] {
        let server = Server::start([Act::Answer(ok(""))]).await;
        let error = client(server.url()).add(&body).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (Kind::Body, 1), "{name}: {error}");
        assert!(error.to_string().contains(words), "{name}: {error}");
        let unsent = ["not empty", "empty until it fails", "bytes of another length"];
        let expected = if unsent.contains(&name) { Outcome::NotDone } else { Outcome::Unknown };
        assert_eq!(error.outcome(), expected, "{name}: {error}");
        assert_eq!(server.count(), 0, "{name}: a whole request arrived");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_may_take_its_time_and_not_stall() {
    let slow = |pause: Duration| {
        Body::stream(move || {
            stream::iter(0..20).then(move |_| async move {
                sleep(pause).await;
                Ok::<_, io::Error>("x")
            })
        })
    };
    let server = Server::start([Act::Answer(ok(""))]).await;
    let begun = Instant::now();
    client(server.url()).replace(slow(Duration::from_secs(50))).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1000));
    assert_eq!(server.received().pop().unwrap().text().len(), 20);

    let begun = Instant::now();
    let error = client(server.url()).add(&slow(Duration::from_secs(70))).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Timeout, Outcome::Unknown), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(62), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_part_can_be_a_stream() {
    let server = Server::start([Act::Answer(ok(""))]).await;
    let client = client(server.url());
    let part = || Part::stream(|| stream::iter([Ok::<_, io::Error>("ab"), Ok("c")]));
    for (part, chunked, name) in [
        (part(), true, "file"),
        (part().length(3).file_name("a.txt").content_type("text/plain"), false, "a.txt"),
        (Part::stream_once(stream::iter([Ok::<_, io::Error>("abc")])), true, "file"),
    ] {
        client.parts("n", part).await.unwrap();
        let received = server.received().pop().unwrap();
        assert_eq!(received.header("transfer-encoding").is_some(), chunked);
        assert_eq!(received.header("content-length").is_none(), chunked);
        let text = received.text();
        assert!(text.contains(&format!("name=\"file\"; filename=\"{name}\"")), "{text}");
        assert!(text.contains("\r\n\r\nabc\r\n--endpoint-"), "{text}");
        assert!(text.ends_with("--\r\n"), "{text}");
    }
    let error = client.parts("n", part().length(4)).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Body, "{error}");
    let error = client.parts("n", Part::text("abc").length(4)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Body, Outcome::NotDone), "{error}");
}

#[tokio::test]
async fn each_element_of_a_list_is_a_part() {
    let server = Server::start([Act::Answer(ok(""))]).await;
    let pages = [Part::text("1"), Part::bytes("2").file_name("2.txt")];
    let tags = vec!["a".to_owned(), "b".to_owned()];
    client(server.url()).pages(&pages, tags).await.unwrap();
    let text = server.received().pop().unwrap().text();
    let parts: Vec<(&str, &str)> = text
        .split("\r\n--")
        .filter_map(|part| part.split_once("\r\n\r\n"))
        .map(|(head, body)| (head.split_once("; ").unwrap().1, body))
        .collect();
    let file = "name=\"page[]\"; filename=\"2.txt\"\r\nContent-Type: application/octet-stream";
    let expected =
        [("name=\"page[]\"", "1"), (file, "2"), ("name=\"tag\"", "a"), ("name=\"tag\"", "b")];
    assert_eq!(parts, expected);
    client(server.url()).pages(&[], Vec::new()).await.unwrap();
    let empty = server.received().pop().unwrap();
    assert!(empty.text().trim_end().ends_with("--"), "{}", empty.text());
}

#[tokio::test]
async fn what_would_be_sent_is_shown_without_secrets() {
    let client =
        Client::builder().base_url("http://127.0.0.1:9").bearer_token("canary").build().unwrap();
    let preview = client.add(&Body::text("my canary")).preview().unwrap();
    assert_eq!(preview.body().unwrap(), "my canary");
    let shown = format!("{preview:?} {}", preview.to_curl());
    assert!(shown.contains("my [redacted]") && !shown.contains("canary"), "{shown}");
    for (body, words) in [
        (Body::file("a.bin"), "--data-binary '@a.bin'"),
        (Body::bytes("x"), "--data-binary '@-'"),
        (once(&["x"]), "--data-binary '@-'"),
    ] {
        let preview = client.add(&body).preview().unwrap();
        assert!(preview.to_curl().contains(words), "{}", preview.to_curl());
        assert_eq!(preview.body().is_some(), body == Body::bytes("x"));
    }
    let error = client.add(&Body::text("x").content_type("a\nb")).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Build, "{error}");
}

/// A body without bytes is never read by a transport, so it is looked at before.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_is_said_to_be_empty_has_to_be() {
    let server = Server::start([Act::Answer(ok(""))]).await;
    let client = client(server.url());
    // It says that it is empty, and is not.
    let error = client.replace(Body::file("/proc/version")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Body, Outcome::NotDone), "{error}");
    assert!(error.to_string().contains("/proc/version is said to be empty"), "{error}");
    assert_eq!(server.count(), 0);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty");
    std::fs::write(&path, "").unwrap();
    for body in [Body::file(&path), counted(&[""]).0.length(0), once(&[]).length(0), Body::text("")]
    {
        let (body, reports) = watched(body);
        client.replace(body).await.unwrap();
        assert_eq!(server.received().pop().unwrap().header("content-length"), Some("0"));
        assert_eq!(*reports.lock().unwrap(), [(0, 0)]);
    }
    client.parts("n", Part::file(&path)).await.unwrap();
    let text = server.received().pop().unwrap().text();
    assert!(text.contains("filename=\"empty\"") && text.ends_with("--\r\n"), "{text}");
}

#[tokio::test]
async fn progress_is_told_every_64_kib_and_at_the_end() {
    let server = Server::start([Act::Answer(ok(""))]).await;
    let bytes = |count| stream::repeat("x").take(count).map(Ok::<_, io::Error>);
    for (count, told) in [(0, vec![0]), (1000, vec![1000]), (70_000, vec![65_536, 70_000])] {
        for (length, body) in [
            (None, Body::stream(move || bytes(count))),
            (Some(count), Body::stream(move || bytes(count)).length(count as u64)),
            (Some(count), Body::text("x".repeat(count))),
        ] {
            let (body, reports) = watched(body);
            client(server.url()).replace(body).await.unwrap();
            let reports = reports.lock().unwrap();
            let sent: Vec<u64> = reports.iter().map(|(sent, _)| *sent).collect();
            assert_eq!(sent, told, "{count} bytes, {length:?}");
            assert_eq!(reports.last().unwrap().1, count as u64);
        }
    }
}

/// R31: neither retries nor a deadline end what the server only ever delays.
#[tokio::test(start_paused = true)]
async fn r31_pauses_end_a_call_without_a_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "words").unwrap();
    let minute = Duration::from_secs(60);
    for (status, header, value) in [
        ("429 Too Many", "retry-after-ms", "20"),
        ("503 Busy", "retry-after", "7"),
        ("429 Too Many", "retry-after-ms", "0.00001"),
    ] {
        let server = Server::start([Act::Answer(answer(status, &[(header, value)], ""))]).await;
        let client = Client::builder()
            .base_url(server.url())
            .deadline(minute)
            .backoff(Duration::from_millis(200), Duration::from_millis(200))
            .build()
            .unwrap();
        let begun = Instant::now();
        let error = client.replace(Body::file(&path)).await.unwrap_err();
        let expected = if status.starts_with("429") { Outcome::NotDone } else { Outcome::Unknown };
        assert_eq!((error.kind(), error.outcome()), (Kind::Throttled, expected), "{error}");
        assert!(error.retry_after().is_some(), "{error}");
        assert!(error.to_string().contains("all the pauses of this call may take 60s"), "{error}");
        assert!((minute / 2..minute * 2).contains(&begun.elapsed()), "{:?}", begun.elapsed());
        let download = client.download(format!("{}/a", server.url())).await.unwrap_err();
        assert_eq!(download.kind(), Kind::Throttled, "{download}");
    }
}

/// What is in memory is no upload: the client's deadline holds for it.
#[tokio::test(start_paused = true)]
async fn a_body_in_memory_keeps_the_deadline() {
    let advice = [("retry-after-ms", "20")];
    let server = Server::start([Act::Answer(answer("429 Too Many", &advice, ""))]).await;
    let client = client(server.url());
    let minutes = Some(Duration::from_secs(300));
    let stream = || Part::stream(|| stream::iter([Ok::<_, io::Error>("a")]));
    for (call, deadline) in [
        (client.replace(Body::text("words")), minutes),
        (client.bytes(Some(vec![1])), minutes),
        (client.parts("n", Part::bytes("words")), minutes),
        (client.parts("n", stream()), None),
        (client.parts("n", Part::file("a")), None),
        (client.replace(counted(&["a"]).0), None),
        (
            client.replace(counted(&["a"]).0).deadline(Duration::from_secs(1)),
            Some(Duration::from_secs(1)),
        ),
    ] {
        assert_eq!(call.preview().unwrap().deadline(), deadline);
    }
    let begun = Instant::now();
    let error = client.replace(Body::text("words")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Throttled, Outcome::NotDone), "{error}");
    assert!(begun.elapsed() <= Duration::from_secs(300), "{:?}", begun.elapsed());
    let error = client.read().retries(0).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Throttled, "{error}");
}
