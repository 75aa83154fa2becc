//! Uploads: what arrives, how often, and what is known when an answer is lost.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use endpoint::{Kind, Outcome, Progress};
use llama_cloud::{
    DirectoryFile, DirectoryFileListParams, DirectoryFileUploadParams, LlamaCloud, Part,
    UploadError,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
use project_tests::{Act, HeldClock, Server, answer, ok};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const UPLOAD: &str = "directories.files.upload";
const LIST: &str = "directories.files.list";

struct World {
    sandbox: Sandbox,
    client: LlamaCloud,
    directory: String,
}

impl World {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let client =
            LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build().unwrap();
        let directory = sandbox.directory(&[]);
        Self { sandbox, client, directory }
    }

    async fn upload_once(&self) -> Result<DirectoryFile, UploadError> {
        let files = self.client.beta().directories().files();
        files.upload_once(&self.directory, &params()).await
    }

    fn posts(&self) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|r| r.operation.as_deref() == Some(UPLOAD)).count()
    }

    /// What the directory really holds.
    async fn files(&self) -> Vec<DirectoryFile> {
        self.sandbox.clear_faults();
        let files = self.client.beta().directories().files();
        files.list(&self.directory, &DirectoryFileListParams::default()).await.unwrap().items
    }
}

fn params() -> DirectoryFileUploadParams {
    DirectoryFileUploadParams::builder()
        .upload_file(Part::text("words").file_name("a.txt"))
        .unique_id("a/1")
        .build()
}

/// R77
#[tokio::test(start_paused = true)]
async fn r77_an_upload_whose_answer_is_lost_is_found_or_sent_again() {
    let faults = [
        ("drop before", Fault::DropBefore, 2),
        ("drop after commit", Fault::DropAfterCommit, 1),
        ("500", Fault::status(500), 2),
        ("502 after commit", Fault::status_after_commit(502), 1),
        ("no answer", Fault::DelayAfterCommit(Duration::from_secs(600)), 1),
        ("cut off", Fault::Truncate(5), 1),
        ("html", Fault::body("<html>"), 1),
        ("429", Fault::status(429).header("retry-after", "1"), 2),
        ("503 with advice", Fault::status_after_commit(503).header("retry-after", "40"), 1),
    ];
    for (name, fault, posts) in faults {
        let world = World::new().await;
        world.sandbox.fault(Match::operation(UPLOAD), fault);
        let file = world.upload_once().await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(world.posts(), posts, "{name}");
        let files = world.files().await;
        assert_eq!(files.iter().map(|file| &file.id).collect::<Vec<_>>(), [&file.id], "{name}");
    }
}

/// R74, R77: what is sent again is what was sent before.
#[tokio::test(start_paused = true)]
async fn r74_r77_a_file_that_changes_is_not_sent_again_as_another() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "words").unwrap();
    world.sandbox.fault(Match::operation(UPLOAD), Fault::DropBefore);
    let part = Part::file(&path);
    let params = DirectoryFileUploadParams::builder().upload_file(part).unique_id("a/1").build();
    let files = world.client.beta().directories().files();
    let (uploaded, ()) =
        tokio::join!(async { files.upload_once(&world.directory, &params).await }, async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            std::fs::write(&path, "other words").unwrap();
        });
    let error = uploaded.unwrap_err();
    assert_eq!(error.error().unwrap().kind(), Kind::Body, "{error}");
    // The first may have arrived, for all that anybody knows.
    assert_eq!((error.outcome(), world.posts()), (Outcome::Unknown, 1), "{error}");
    // Another call may send it as it is now.
    files.upload_once(&world.directory, &params).await.unwrap();
}

/// R77: it shows up only after it was sent again, which is refused then.
#[tokio::test(start_paused = true)]
async fn r77_a_copy_that_is_refused_leads_to_the_first() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation(UPLOAD), Fault::DropAfterCommit);
    let nothing = r#"{"items": []}"#;
    world.sandbox.fault(Match::operation(LIST).times(6), Fault::body(nothing));
    world.upload_once().await.unwrap();
    assert_eq!((world.posts(), world.files().await.len()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn r77_what_can_not_be_looked_for_is_not_sent_again() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation(UPLOAD), Fault::DropAfterCommit);
    world.sandbox.fault(Match::operation(LIST).always(), Fault::status(403));
    let error = world.upload_once().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.look_error().is_some(), "{error}");
    assert_eq!((world.posts(), world.files().await.len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn r77_copies_are_reported() {
    let world = World::new().await;
    let copy = |id: &str| {
        format!(
            r#"{{"id": "{id}", "directory_id": "d", "display_name": "a", "project_id": "p",
                "unique_id": "a/1"}}"#
        )
    };
    let both = format!(r#"{{"items": [{}, {}]}}"#, copy("x"), copy("y"));
    world.sandbox.fault(Match::operation(UPLOAD), Fault::DropAfterCommit);
    world.sandbox.fault(Match::operation(LIST), Fault::body(both));
    let error = world.upload_once().await.unwrap_err();
    assert_eq!((error.outcome(), error.duplicates().len()), (Outcome::Done, 2), "{error}");
}

#[tokio::test]
async fn an_upload_without_an_id_is_refused() {
    let world = World::new().await;
    let params = DirectoryFileUploadParams::builder().upload_file(Part::text("x")).build();
    let files = world.client.beta().directories().files();
    let error = files.upload_once(&world.directory, &params).await.unwrap_err();
    assert_eq!(error.error().unwrap().kind(), Kind::Build);
    assert_eq!(world.posts(), 0);
}

/// A plain upload is a POST like another.
#[tokio::test]
async fn a_plain_upload_whose_answer_is_lost_is_not_sent_again() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation(UPLOAD), Fault::DropAfterCommit);
    let files = world.client.beta().directories().files();
    let error = files.upload(&world.directory, &params()).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts(), world.posts()), (Outcome::Unknown, 1, 1));
}

/// R73, R74, R75
#[tokio::test(start_paused = true)]
async fn r73_r74_r75_each_attempt_sends_the_whole_file_and_reports_its_bytes() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let throttled = Fault::status(429).header("retry-after", "1");
    world.sandbox.fault(Match::operation(UPLOAD).times(2), throttled);
    let long = "0123456789".repeat(100_000);
    for (name, content) in [("größe \"1\".txt", long.as_str()), ("empty.txt", "")] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let seen = Arc::new(Mutex::new(Vec::<Progress>::new()));
        let noted = Arc::clone(&seen);
        let part = Part::file(&path).progress(move |progress| noted.lock().unwrap().push(progress));
        let params = DirectoryFileUploadParams::builder().upload_file(part).build();
        let files = world.client.beta().directories().files();
        let file = files.upload(&world.directory, &params).await.unwrap();
        // As browsers write a quote in the name of a file.
        assert_eq!(file.display_name, name.replace('"', "%22"));
        let bodies: Vec<_> = world.sandbox.requests();
        let bodies = bodies.iter().filter(|r| r.operation.as_deref() == Some(UPLOAD));
        let last = bodies.clone().next_back().unwrap();
        assert!(last.body_len >= content.len() as u64);
        let sent = seen.lock().unwrap().last().map(|progress| progress.sent);
        assert_eq!(sent.unwrap_or_default(), content.len() as u64, "{name}");
        if !content.is_empty() {
            let lengths: Vec<u64> = bodies.map(|r| r.body_len).collect();
            assert_eq!(lengths.len(), 3);
            assert!(lengths.windows(2).all(|pair| pair[0] == pair[1]), "{lengths:?}");
            assert_eq!(seen.lock().unwrap().last().unwrap().attempt, 3);
        }
    }
}

/// A server that reads so many bytes of what it is sent each time a pause has passed.
async fn reader(bytes: usize, pause: Duration) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = Vec::new();
        let mut read = 0;
        loop {
            tokio::time::advance(pause).await;
            let mut left = bytes;
            while left > 0 {
                buffer.resize(left.min(64 * 1024), 0);
                let got = stream.read(&mut buffer).await.unwrap();
                buffer.truncate(got);
                left -= got;
                read += got;
                // The end of a multipart body.
                if got == 0 || buffer.ends_with(b"--\r\n") {
                    let answer = r#"{"id": "x", "directory_id": "d", "display_name": "a",
                        "project_id": "p", "unique_id": "u"}"#;
                    let head =
                        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", answer.len());
                    stream.write_all(format!("{head}{answer}").as_bytes()).await.unwrap();
                    assert!(read > 0);
                    return;
                }
            }
        }
    });
    url
}

async fn upload_to(url: String, len: u64) -> (endpoint::Result<DirectoryFile>, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    std::fs::File::create(&path).unwrap().set_len(len).unwrap();
    let client = LlamaCloud::builder().base_url(url).api_key("llx-1").build().unwrap();
    let params = DirectoryFileUploadParams::builder().upload_file(Part::file(&path)).build();
    let began = tokio::time::Instant::now();
    let uploaded = client.beta().directories().files().upload("d", &params).await;
    (uploaded, began.elapsed())
}

/// R21: what moves is not cut off, however long it takes.
#[tokio::test(start_paused = true)]
async fn r21_a_slow_upload_is_not_cut_off() {
    let _held = HeldClock::hold();
    // What the system holds between the two may be as much as is read in two turns.
    let server = reader(16 << 20, Duration::from_secs(15)).await;
    let (uploaded, took) = upload_to(server, 192 << 20).await;
    assert_eq!(uploaded.unwrap().id, "x");
    assert!(took > Duration::from_secs(120), "{took:?}");
}

/// R21: what does not move for a minute is.
#[tokio::test(start_paused = true)]
async fn r21_an_upload_that_stalls_times_out() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // Nobody reads, though the system takes some of it.
    let (uploaded, took) = upload_to(url, 64 << 20).await;
    let error = uploaded.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Timeout, Outcome::Unknown), "{error}");
    assert!(took < Duration::from_secs(70), "{took:?}");
}

/// R77: what a later attempt was refused says nothing of the one before, which may have arrived.
#[tokio::test(start_paused = true)]
async fn r77_a_later_refusal_does_not_undo_an_earlier_attempt() {
    for refusal in [Fault::status(401), Fault::status(413), Fault::status(409)] {
        let world = World::new().await;
        world.sandbox.fault(Match::operation(UPLOAD), Fault::DropAfterCommit);
        world.sandbox.fault(Match::operation(UPLOAD).nth(2), refusal);
        world.sandbox.fault(Match::operation(LIST).always(), Fault::body(r#"{"items": []}"#));
        let error = world.upload_once().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert!(error.to_string().contains("may have arrived"), "{error}");
        assert_eq!((world.posts(), world.files().await.len()), (2, 1));
    }
}

/// A server that answers when it has read so many bytes, and does this with the connection then.
async fn early(status: &'static str, after: usize, then: Then) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = 0;
        let mut buffer = vec![0; 16 * 1024];
        while read < after {
            read += stream.read(&mut buffer).await.unwrap();
        }
        let body = r#"{"detail": "too much"}"#;
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        match then {
            Then::ReadOn => while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {},
            Then::ReadNoMore => std::future::pending().await,
        }
    });
    url
}

#[derive(Clone, Copy, Debug)]
enum Then {
    ReadOn,
    ReadNoMore,
}

/// R76: a server need not read what it will not take.
#[tokio::test]
async fn r76_an_early_answer_is_reported() {
    for status in ["413 Content Too Large", "401 Unauthorized", "429 Too Many Requests"] {
        for then in [Then::ReadOn, Then::ReadNoMore] {
            let url = early(status, 100_000, then).await;
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("large");
            std::fs::File::create(&path).unwrap().set_len(64 << 20).unwrap();
            let client = LlamaCloud::builder().base_url(url).api_key("llx-1").retries(0);
            let client = client.build().unwrap();
            let params = DirectoryFileUploadParams::builder().upload_file(Part::file(&path));
            let files = client.beta().directories().files();
            let began = tokio::time::Instant::now();
            let error = files.upload("d", &params.build()).await.unwrap_err();
            let says = error.status().map(|status| status.as_u16().to_string());
            assert_eq!(says.as_deref(), status.split(' ').next(), "{then:?}: {error}");
            assert_eq!(
                (error.kind(), error.outcome()),
                (Kind::Status, Outcome::NotDone),
                "{error}"
            );
            assert!(error.to_string().contains("too much"), "{error}");
            assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        }
    }
}

/// R10: also a multipart body is the same to the byte, each time.
#[tokio::test(start_paused = true)]
async fn r10_every_attempt_uploads_the_same() {
    let throttled = Act::Answer(answer("429 Too Many", &[], ""));
    let done = r#"{"id": "x", "directory_id": "d", "display_name": "a", "project_id": "p",
        "unique_id": "u"}"#;
    let server = Server::start([throttled.clone(), throttled, Act::Answer(ok(done))]).await;
    let client = LlamaCloud::builder().base_url(server.url()).api_key("llx-1").build().unwrap();
    let files = client.beta().directories().files();
    files.upload("d", &params()).await.unwrap();
    let received = server.received();
    assert_eq!(received.len(), 3);
    let first = received.first().unwrap();
    assert!(first.text().contains("words") && first.text().contains("a/1"), "{}", first.text());
    for other in &received {
        assert_eq!(
            (&other.method, &other.target, &other.headers, &other.body),
            (&first.method, &first.target, &first.headers, &first.body)
        );
    }
}

/// R74: what changes between two attempts, or while it is sent, is never sent as one.
#[tokio::test(start_paused = true)]
async fn r74_a_file_that_changes_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    let upload = |url: &str| {
        let client = LlamaCloud::builder().base_url(url).api_key("llx-1").build().unwrap();
        let params = DirectoryFileUploadParams::builder().upload_file(Part::file(&path)).build();
        async move { client.beta().directories().files().upload("d", &params).await }
    };
    let file = || std::fs::File::options().write(true).open(&path).unwrap();

    // Between two attempts: it grows, it shrinks, or it is replaced by one of the same length.
    let changes: [fn(&std::fs::File); 3] = [
        |file| file.set_len(2000).unwrap(),
        |file| file.set_len(10).unwrap(),
        |file| file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap(),
    ];
    for change in changes {
        std::fs::write(&path, "x".repeat(1000)).unwrap();
        let throttled = Act::Answer(answer("429 Too Many", &[("retry-after", "5")], ""));
        let server = Server::start([throttled]).await;
        let uploading = tokio::spawn(upload(server.url()));
        while server.count() == 0 {
            tokio::task::yield_now().await;
        }
        change(&file());
        let error = uploading.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (Kind::Body, Outcome::NotDone), "{error}");
        assert!(error.to_string().contains("report.txt changed"), "{error}");
        assert_eq!(server.count(), 1, "the changed file is not sent");
    }
}

/// R74: the server sees no end of what changes while it is sent.
#[tokio::test]
async fn r74_a_file_that_changes_while_it_is_sent_is_not_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    for len in [1 << 20, 200 << 20] {
        std::fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let client = LlamaCloud::builder().base_url(url).api_key("llx-1").build().unwrap();
        let params = DirectoryFileUploadParams::builder().upload_file(Part::file(&path)).build();
        let uploading =
            tokio::spawn(
                async move { client.beta().directories().files().upload("d", &params).await },
            );
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 1 << 20];
        let mut received = stream.read(&mut buffer).await.unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_len(len).unwrap();
        loop {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => received += read,
            }
        }
        let error = uploading.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (Kind::Body, Outcome::Unknown), "{error}");
        assert!(received < 100 << 20, "{received} bytes were received");
    }
}

/// R74: what has no length can't be sent as a whole, and is not taken for empty.
#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn r74_what_is_no_regular_file_is_refused() {
    let server = Server::start([Act::Answer(ok("{}"))]).await;
    let client = LlamaCloud::builder().base_url(server.url()).api_key("llx-1").build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // `/proc/version` says that it is empty, and is not.
    for path in [Path::new("/dev/null"), Path::new("/dev/zero"), &pipe, Path::new("/proc/version")]
    {
        let params = DirectoryFileUploadParams::builder().upload_file(Part::file(path)).build();
        let error = client.beta().directories().files().upload("d", &params).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Body, "{error}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
    assert_eq!(server.count(), 0);
}

/// R75: odd names survive; one that is not UTF-8 needs another.
#[cfg(unix)]
#[tokio::test]
async fn r75_odd_names_survive() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let files = world.client.beta().directories().files();
    let upload = async |part: Part| {
        let params = DirectoryFileUploadParams::builder().upload_file(part).build();
        files.upload(&world.directory, &params).await
    };
    for (name, sent) in [
        ("Übersicht (最終) 100%.pdf", "Übersicht (最終) 100%.pdf"),
        ("a\"b.txt", "a%22b.txt"),
        ("two\r\nlines", "two%0D%0Alines"),
        ("--boundary--; filename=x", "--boundary--; filename=x"),
        (" .leading", " .leading"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, "words").unwrap();
        assert_eq!(upload(Part::file(&path)).await.unwrap().display_name, sent);
    }
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
    std::fs::write(&path, "words").unwrap();
    let error = upload(Part::file(&path)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone), "{error}");
    assert!(error.to_string().contains("not UTF-8"), "{error}");
    let named = upload(Part::file(&path).file_name("café.txt")).await.unwrap();
    assert_eq!(named.display_name, "café.txt");
}

/// R23: when the future is dropped nothing more is read from the file or written to the server.
#[tokio::test]
async fn r23_a_dropped_upload_stops_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    let len = 256 << 20;
    std::fs::File::create(&path).unwrap().set_len(len).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let sent = Arc::new(Mutex::new(0));
    let noted = Arc::clone(&sent);
    let part = Part::file(&path).progress(move |progress| *noted.lock().unwrap() = progress.sent);
    let client = LlamaCloud::builder().base_url(url).api_key("llx-1").build().unwrap();
    let uploading = tokio::spawn(async move {
        let params = DirectoryFileUploadParams::builder().upload_file(part).build();
        client.beta().directories().files().upload("d", &params).await
    });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut buffer = vec![0; 64 * 1024];
    let mut received = stream.read(&mut buffer).await.unwrap() as u64;
    uploading.abort();
    assert!(uploading.await.unwrap_err().is_cancelled());
    let sent_then = *sent.lock().unwrap();
    // What the system had taken still arrives, and then the end.
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        received += read as u64;
    }
    assert_eq!(*sent.lock().unwrap(), sent_then, "nothing was read after that");
    assert!(sent_then < len && received <= sent_then + 4096, "{received} of {sent_then}");
}
