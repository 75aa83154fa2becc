//! Downloads from presigned URLs: what goes out, what is shown, and what is left on the disk.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::Path;
use std::time::Duration;

use endpoint::{Client, Error, Kind, Outcome};
use llama_cloud::{FileCreateParams, FileGetParams, LlamaCloud, Part};
use llama_cloud_sandbox::Sandbox;
use project_tests::{Act, Server, answer, ok};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A client of another origin, with much to send to it.
fn client() -> Client {
    let builder = Client::builder().base_url("http://127.0.0.1:9").bearer_token("llx-canary");
    let builder = builder.gzip(true);
    builder.header("x-team", "docs").query("project_id", "p-canary").build().unwrap()
}

fn presigned(server: &Server) -> String {
    format!("{}/bucket/a%20b.md?X-Signature=canary%2Fsigned&X-Expires=60#part", server.url())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {}", String::from_utf8_lossy(error.body()));
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!("{error} {error:?}"));
        cause = error.source();
    }
    text
}

/// R54: the URL is asked for as it is, and nothing of the client's goes with it.
#[tokio::test]
async fn r54_a_presigned_url_is_fetched_without_the_key() {
    let server = Server::start([Act::Answer(ok("words"))]).await;
    let content = client().download(presigned(&server)).await.unwrap();
    assert_eq!(content, "words");
    let request = server.received().remove(0);
    assert_eq!(request.method, "GET");
    assert_eq!(request.target, "/bucket/a%20b.md?X-Signature=canary%2Fsigned&X-Expires=60");
    let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "host"]);
}

/// R54: of the URL no more than the origin is shown, though the server repeats it.
#[tokio::test(start_paused = true)]
async fn r54_a_presigned_url_is_not_shown() {
    let echo = "<Error><Signature>canary/signed</Signature><Url>/bucket/a%20b.md?X-Signature=\
        canary%2Fsigned&amp;X-Expires=60</Url></Error>";
    let location = [("location", "https://elsewhere.example/canary%2Fsigned")];
    for act in [
        Act::Answer(answer("403 Forbidden", &[], echo)),
        Act::Answer(answer("404 Not Found", &[], echo)),
        Act::Answer(answer("307 Temporary", &location, echo)),
        Act::Answer(answer("200 OK", &[("content-encoding", "gzip")], "x")),
        Act::AnswerAndClose(b"canary/signed\r\n".to_vec()),
        Act::Close,
    ] {
        let server = Server::start([act]).await;
        let download = client().download(presigned(&server));
        assert!(!format!("{download:?}").contains("canary"));
        let error = download.retries(1).await.unwrap_err();
        let shown = shown(&error);
        assert!(!shown.contains("canary") && !shown.contains("bucket"), "{shown}");
        assert!(error.to_string().contains(server.url()), "{error}");
        if error.status().is_some_and(|status| status == 403) {
            assert!(error.to_string().contains("ask for a new one"), "{error}");
        }
    }
    for url in ["no-canary", "ftp://h/canary", "http://u:canary@h/", "http://h.example/canary"] {
        let error = client().download(url).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone));
        assert!(!shown(&error).contains("canary"), "{error}");
    }
}

/// R31: what a store asks for holds back no call to the API, and the other way round.
#[tokio::test(start_paused = true)]
async fn r31_a_store_that_is_busy_is_not_the_api() {
    let slow = Act::Answer(answer("503 Slow Down", &[("retry-after", "30")], ""));
    let store = Server::start([slow, Act::Answer(ok("words"))]).await;
    let sandbox = Sandbox::start().await.unwrap();
    let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key());
    let client = client.build().unwrap();
    let began = tokio::time::Instant::now();
    let download = endpoint::Endpoints::client(&client).download(presigned(&store));
    let download = tokio::spawn(download.into_future());
    while store.count() == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::advance(Duration::from_millis(20)).await;
    client.beta().batch().get_status(&sandbox.job()).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(download.await.unwrap().unwrap(), "words");
    assert!(began.elapsed() >= Duration::from_secs(30), "{:?}", began.elapsed());
}

/// R78
#[tokio::test(start_paused = true)]
async fn r78_a_download_is_whole_or_not_there() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nwords".to_vec();
    let unended = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nwords\r\n".to_vec();
    let open = b"HTTP/1.1 200 OK\r\n\r\nwords".to_vec();
    let part = answer("206 Partial Content", &[("content-range", "bytes 0-4/10")], "words");
    let failing = [
        ("half", Act::AnswerAndClose(half.clone()), Kind::Lost),
        ("no last chunk", Act::AnswerAndClose(unended), Kind::Lost),
        ("no length", Act::AnswerAndClose(open), Kind::Protocol),
        ("a part", Act::Answer(part), Kind::Protocol),
        ("refused", Act::Answer(answer("403 Forbidden", &[], "words")), Kind::Status),
        (
            "encoded",
            Act::Answer(answer("200 OK", &[("content-encoding", "br")], "x")),
            Kind::Decode,
        ),
        ("too large", Act::Answer(ok(&"x".repeat(2000))), Kind::TooLarge),
        ("stalls", Act::Drip(ok(&"x".repeat(900))), Kind::Deadline),
    ];
    for (name, act, kind) in failing {
        for before in [None, Some("what stood there")] {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("a.md");
            if let Some(before) = before {
                std::fs::write(&target, before).unwrap();
            }
            let server = Server::start([act.clone()]).await;
            let download = client().download(presigned(&server)).max_body(1000);
            let download = download.deadline(Duration::from_secs(300));
            let error = download.to_file(&target).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{name}: {error}");
            let left = before.map_or(vec![], |_| vec!["a.md".to_owned()]);
            assert_eq!(names(folder.path()), left, "{name}");
            assert_eq!(std::fs::read_to_string(&target).ok().as_deref(), before, "{name}");
        }
    }
    // What failed twice and then came whole is whole.
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.md");
    std::fs::write(&target, "what stood there, which was longer").unwrap();
    let longer =
        b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\na beginning of something else".to_vec();
    let acts = [Act::AnswerAndClose(longer), Act::AnswerAndClose(half), Act::Answer(ok("words"))];
    let server = Server::start(acts).await;
    assert_eq!(client().download(presigned(&server)).to_file(&target).await.unwrap(), 5);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "words");
    assert_eq!((names(folder.path()).len(), server.count()), (1, 3));
}

/// R78, R23: one that is dropped leaves nothing behind either.
#[tokio::test(start_paused = true)]
async fn r78_a_dropped_download_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.md");
    let server = Server::start([Act::Drip(ok(&"x".repeat(900)))]).await;
    let download = client().download(presigned(&server)).timeout(Duration::from_secs(600));
    let download = download.to_file(target);
    assert!(tokio::time::timeout(Duration::from_secs(200), download).await.is_err());
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

/// R78: what can't be written is said before anything is asked for.
#[tokio::test]
async fn r78_a_place_that_can_not_be_written_to_is_named() {
    let server = Server::start([Act::Answer(ok("words"))]).await;
    let folder = tempfile::tempdir().unwrap();
    for target in [folder.path().join("none/a.md"), folder.path().join("..")] {
        let error = client().download(presigned(&server)).to_file(&target).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (Kind::Body, Outcome::NotDone), "{error}");
        assert!(error.to_string().contains("can't write"), "{error}");
    }
    assert_eq!(server.count(), 0);
    // It is a folder already, which is found out at the end.
    let target = folder.path().join("taken");
    std::fs::create_dir(&target).unwrap();
    let error = client().download(presigned(&server)).to_file(&target).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Body, "{error}");
    assert_eq!(names(folder.path()), ["taken"]);
}

/// R21: a file that keeps coming is not cut off, however long it takes; one that stalls is.
#[tokio::test(start_paused = true)]
async fn r21_a_slow_download_is_not_cut_off() {
    for (pause, whole) in [(50, true), (70, false)] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/x", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await.unwrap();
                let head = b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n";
                stream.write_all(head).await.unwrap();
                for _ in 0..20 {
                    tokio::time::sleep(Duration::from_secs(pause)).await;
                    if stream.write_all(b"x").await.is_err() {
                        break;
                    }
                }
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let began = tokio::time::Instant::now();
        let download = client().download(url).retries(0);
        let written = download.to_file(folder.path().join("a")).await;
        if whole {
            assert_eq!(written.unwrap(), 20);
            assert!(began.elapsed() >= Duration::from_secs(1000));
        } else {
            assert_eq!(written.unwrap_err().kind(), Kind::Timeout);
            assert!(began.elapsed() < Duration::from_secs(61), "{:?}", began.elapsed());
        }
    }
}

/// The service's own presigned URLs, until they expire.
#[tokio::test(start_paused = true)]
async fn a_stored_file_comes_back_as_it_was() {
    let sandbox = Sandbox::builder().manual_clock().start().await.unwrap();
    let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key());
    let client = client.build().unwrap();
    let content: Vec<u8> = (0..200_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let file = Part::bytes(content.clone()).file_name("bytes.bin");
    let params = FileCreateParams::builder().file(file).purpose("parse").build();
    let file = client.files().create(&params).await.unwrap();
    let params = FileGetParams::builder().expires_at_seconds(60).build();
    let url = client.files().get(&file.id, &params).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("bytes.bin");
    assert_eq!(client.download(&url).to_file(&target).await.unwrap(), 200_000);
    assert_eq!(std::fs::read(&target).unwrap(), content);
    assert_eq!(sandbox.requests().last().unwrap().header("authorization"), None);

    sandbox.advance(Duration::from_secs(61));
    let error = client.download(&url).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
    assert!(error.to_string().contains("The URL has expired"), "{error}");
    assert!(!shown(&error).contains(url.url.expose().rsplit('/').next().unwrap()), "{error:?}");
}
