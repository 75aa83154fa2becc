//! Uploads: what arrives, how often, and what is known when an answer is lost.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use endpoint::{Kind, Outcome, Progress};
use llama_cloud::{
    DirectoryFile, DirectoryFileListParams, DirectoryFileUploadParams, LlamaCloud, Part,
    UploadError,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
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
async fn r74_each_attempt_sends_the_whole_file_and_reports_its_bytes() {
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

/// A server that reads so many bytes of what it is sent every 30 s.
async fn reader(bytes: usize) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = Vec::new();
        let mut read = 0;
        loop {
            tokio::time::sleep(Duration::from_secs(30)).await;
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
    let (uploaded, took) = upload_to(reader(8 << 20).await, 64 << 20).await;
    assert_eq!(uploaded.unwrap().id, "x");
    assert!(took > Duration::from_secs(120), "{took:?}");
}

/// R21: what does not move for a minute is.
#[tokio::test(start_paused = true)]
async fn r21_an_upload_that_stalls_times_out() {
    let (uploaded, took) = upload_to(reader(0).await, 64 << 20).await;
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
