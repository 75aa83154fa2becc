//! Uploading many documents, and the results of a job as a stream.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use llama_cloud::{
    Document, Documents, Kind, LlamaCloud, Output, Part, RunErrorKind, UploadFate, WaitErrorKind,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
use project_tests::{Act, Server, answer};
use tokio::time::Instant;

fn client(sandbox: &Sandbox) -> LlamaCloud {
    LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build().unwrap()
}

fn documents(count: usize) -> impl Iterator<Item = Document> + Send {
    (0..count).map(|number| {
        Document::new(format!("{number}.txt"), Part::bytes(format!("the text of {number}")))
    })
}

fn uploads(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    requests.iter().filter(|r| r.operation.as_deref() == Some("directories.files.upload")).count()
}

/// The bound holds: with a second for each upload, ten of them eight at once take two.
#[tokio::test(start_paused = true)]
async fn a_bounded_number_is_under_way() {
    for (at_once, seconds) in [(1, 10), (3, 4), (8, 2), (100, 1)] {
        let sandbox = Sandbox::start().await.unwrap();
        let client = client(&sandbox);
        sandbox.fault(Match::operation("directories.files.upload").always(), {
            Fault::Delay(Duration::from_secs(1))
        });
        let directory = sandbox.directory(&[]);
        let began = Instant::now();
        let all = client.upload_all(&directory, documents(10)).at_once(at_once).await.unwrap();
        assert_eq!(began.elapsed().as_secs(), seconds, "{at_once} at once");
        assert!(all.iter().all(|upload| matches!(upload.fate, UploadFate::Sent(_))));
    }
}

#[tokio::test(start_paused = true)]
async fn r85_what_is_there_is_not_sent_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let directory = sandbox.directory(&[]);
    // One answer is lost, and one file is refused.
    let on = || Match::operation("directories.files.upload");
    sandbox.fault(on().nth(3), Fault::DropAfterCommit);
    sandbox.fault(on().nth(5), Fault::status(413));
    let first = client.upload_all(&directory, documents(250)).at_once(1).await.unwrap();
    let failed: Vec<_> = first.iter().filter(|upload| upload.fate.file_id().is_none()).collect();
    let [failed] = failed.as_slice() else { panic!("{failed:?}") };
    let UploadFate::Failed(error) = &failed.fate else { panic!("{failed:?}") };
    assert_eq!(error.error().unwrap().kind(), Kind::Status);
    assert_eq!(uploads(&sandbox), 250);

    let second = client.upload_all(&directory, documents(250)).await.unwrap();
    assert_eq!(uploads(&sandbox), 251, "the refused one alone");
    assert_eq!(second.len(), 250);
    let ids: BTreeMap<_, _> =
        first.iter().map(|upload| (&upload.unique_id, upload.fate.file_id())).collect();
    for upload in &second {
        let id = upload.fate.file_id();
        match &upload.fate {
            UploadFate::Present { .. } => assert_eq!(ids.get(&upload.unique_id), Some(&id)),
            UploadFate::Sent(file) => assert_eq!(file.unique_id, failed.unique_id),
            other => panic!("{other:?}"),
        }
    }
}

/// What another process has put there since the directory was listed.
#[tokio::test(start_paused = true)]
async fn r85_a_file_that_is_refused_as_a_copy_is_there() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let directory = sandbox.directory(&[]);
    let first = client.upload_all(&directory, documents(1)).await.unwrap();
    let empty = r#"{"items":[],"next_page_token":null,"total_size":0}"#;
    sandbox.fault(Match::operation("directories.files.list"), Fault::body(empty));
    let second = client.upload_all(&directory, documents(1)).await.unwrap();
    let ([first], [second]) = (first.as_slice(), second.as_slice()) else { panic!("{second:?}") };
    assert_eq!(first.fate.file_id(), second.fate.file_id());
    assert!(matches!(second.fate, UploadFate::Present { .. }), "{second:?}");
}

#[tokio::test(start_paused = true)]
async fn names_that_collide_get_numbers() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let directory = sandbox.directory(&[]);
    let document = |name: &str| Document::new(name, Part::bytes("x"));
    let documents = ["a", "a", "b", "a-2", "a", "", ""].map(document);
    let all = client.upload_all(&directory, documents).at_once(1).await.unwrap();
    let ids: Vec<&str> = all.iter().map(|upload| upload.unique_id.as_str()).collect();
    assert_eq!(ids, ["a", "a-2", "b", "a-2-2", "a-3", "document", "document-2"]);
    assert!(all.iter().all(|upload| upload.fate.file_id().is_some()), "{all:?}");
    assert_eq!(uploads(&sandbox), 7);
}

#[tokio::test(start_paused = true)]
async fn bytes_are_counted() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let directory = sandbox.directory(&[]);
    let folder = tempfile::tempdir().unwrap();
    for (name, len) in [("large", 300_000), ("small", 7), ("empty", 0)] {
        std::fs::write(folder.path().join(name), vec![b'x'; len]).unwrap();
    }
    // The second attempt of one takes back what the first had sent.
    sandbox.fault(Match::operation("directories.files.upload"), Fault::status(429));
    let bytes = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&bytes);
    let documents = Documents::new().path(folder.path()).unwrap();
    let all = client.upload_all(&directory, documents);
    let all = all.progress(move |sent| seen.store(sent, Ordering::Relaxed)).await.unwrap();
    assert!(all.iter().all(|upload| upload.fate.file_id().is_some()), "{all:?}");
    assert_eq!(bytes.load(Ordering::Relaxed), 300_007);
}

#[tokio::test(start_paused = true)]
async fn r83_what_fails_all_is_not_tried_a_thousand_times() {
    let key = |status| Fault::status(status);
    let cases = [key(401), key(403), key(404), key(500), Fault::DropBefore];
    for fault in cases {
        let sandbox = Sandbox::start().await.unwrap();
        let client = client(&sandbox);
        let directory = sandbox.directory(&[]);
        sandbox.fault(Match::operation("directories.files.upload").always(), fault.clone());
        let all = client.upload_all(&directory, documents(1000)).at_once(4).await.unwrap();
        assert_eq!(all.len(), 1000, "every document has its fate");
        let tried = uploads(&sandbox);
        assert!(tried < 60, "{fault:?}: {tried} were sent");
        let untried = all.iter().filter(|upload| matches!(upload.fate, UploadFate::NotTried));
        assert!(untried.count() > 900, "{fault:?}");
    }
    // A directory that is not there is told at once.
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let error = client.upload_all("dir-none", documents(10)).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(uploads(&sandbox), 0);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn what_is_met_in_a_folder_has_a_stated_treatment() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    for name in ["b/c", ".hidden", "pipes"] {
        std::fs::create_dir_all(docs.join(name)).unwrap();
    }
    for name in ["a.txt", "b/c/d.txt", ".hidden/e.txt", ".f.txt", "empty.txt"] {
        std::fs::write(docs.join(name), if name.starts_with("empty") { "" } else { name }).unwrap();
    }
    symlink("a.txt", docs.join("link.txt")).unwrap();
    symlink("..", docs.join("b/loop")).unwrap();
    symlink("nowhere", docs.join("dangling.txt")).unwrap();
    symlink(folder.path().join("elsewhere"), docs.join("outside")).unwrap();
    std::fs::create_dir(folder.path().join("elsewhere")).unwrap();
    std::fs::write(folder.path().join("elsewhere/g.txt"), "g").unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(docs.join("pipes/socket")).unwrap();
    std::fs::create_dir(docs.join("out")).unwrap();
    std::fs::write(docs.join("out/a.txt.md"), "an old result").unwrap();

    std::fs::write(docs.join("run.journal"), "what an earlier run did").unwrap();
    let documents =
        Documents::new().leave_out(docs.join("out")).leave_out(docs.join("run.journal"));
    let documents = documents.path(&docs).unwrap();
    let documents = documents.path(docs.join("a.txt")).unwrap();
    let pattern = format!("{}/**/d*.txt", docs.display());
    let documents = documents.glob(&pattern).unwrap().path(docs.join(".f.txt")).unwrap();
    let prefix = docs.to_str().unwrap().trim_start_matches('/').to_owned() + "/";
    let names: Vec<&str> =
        documents.iter().map(|document| document.name().strip_prefix(&prefix).unwrap()).collect();
    assert_eq!(
        names,
        ["a.txt", "b/c/d.txt", "dangling.txt", "empty.txt", "outside/g.txt", ".f.txt"]
    );

    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let directory = sandbox.directory(&[]);
    let all = client.upload_all(&directory, documents).at_once(1).await.unwrap();
    let unreadable: Vec<&str> = all
        .iter()
        .filter(|upload| matches!(upload.fate, UploadFate::Unreadable(_)))
        .map(|upload| upload.name.strip_prefix(&prefix).unwrap())
        .collect();
    assert_eq!(unreadable, ["dangling.txt"]);
    assert_eq!(all.iter().filter(|upload| upload.fate.file_id().is_some()).count(), 5);

    for (wrong, says) in [("no", "can't read"), ("docs/pipes", "there is no file in")] {
        let error = Documents::new().path(folder.path().join(wrong)).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
    for (wrong, says) in [("/no/such/*.txt", "nothing matches"), ("a[", "is no pattern")] {
        let error = Documents::new().glob(wrong).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

/// Tests run in the folder of their package.
#[test]
fn patterns_without_a_folder_begin_where_the_program_runs() {
    let names = |pattern: &str| -> Vec<String> {
        let documents = Documents::new().glob(pattern).unwrap();
        documents.iter().map(|document| document.name().to_owned()).collect()
    };
    assert_eq!(names("*.toml"), ["Cargo.toml"]);
    for pattern in ["*", "**", "./*", "./**"] {
        let names = names(pattern);
        for name in ["Cargo.toml", "src/lib.rs"] {
            assert!(names.iter().any(|known| known == name), "{pattern}: {names:?}");
        }
    }
    assert!(!names("*/").contains(&"Cargo.toml".to_owned()));
    for pattern in ["", "no-such-file.txt", "Cargo.toml/", ".*.nothing"] {
        let error = Documents::new().glob(pattern).unwrap_err();
        assert!(error.to_string().contains("nothing matches"), "{pattern}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn a_pattern_means_the_same_however_it_is_written() {
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    std::fs::create_dir_all(docs.join("sub")).unwrap();
    let odd = std::ffi::OsStr::from_bytes(b"\xff.txt");
    for name in ["a.txt".as_ref(), "[x].txt".as_ref(), "sub/c.txt".as_ref(), odd] {
        std::fs::write(docs.join(name), "").unwrap();
    }
    let folder = folder.path().display();
    let cases = [
        ("docs/*.txt", vec!["[x].txt", "a.txt", "\u{fffd}.txt"]),
        ("docs//*.txt", vec!["[x].txt", "a.txt", "\u{fffd}.txt"]),
        ("docs/./*.txt", vec!["[x].txt", "a.txt", "\u{fffd}.txt"]),
        ("docs/", vec!["[x].txt", "a.txt", "sub/c.txt", "\u{fffd}.txt"]),
        ("docs/*/", vec!["sub/c.txt"]),
        ("docs/[!a].txt", vec!["\u{fffd}.txt"]),
        ("docs/[[]x].txt", vec!["[x].txt"]),
    ];
    for (pattern, expected) in cases {
        let documents = Documents::new().glob(&format!("{folder}/{pattern}")).unwrap();
        let prefix = docs.to_str().unwrap().trim_start_matches('/').to_owned() + "/";
        let names: Vec<&str> = documents
            .iter()
            .map(|document| document.name().strip_prefix(&prefix).unwrap())
            .collect();
        assert_eq!(names, expected, "{pattern}");
    }
}

#[tokio::test(start_paused = true)]
async fn results_come_as_items_finish() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(1000)).start().await.unwrap();
    let client = client(&sandbox);
    let names: Vec<String> = (0..20).map(|number| format!("{number:02}.txt")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let directory = sandbox.directory(&files);
    sandbox.fail_item("07.txt", "The file is encrypted.");
    sandbox.skip_item("08.txt", "already_processed");
    let params = llama_cloud::BatchCreateParams::builder()
        .job_config(llama_cloud::JobConfig::parse())
        .directory_id(directory)
        .build();
    let job = client.beta().batch().create(&params).await.unwrap();

    let began = Instant::now();
    let mut results = client.results(&job.id).stream();
    let (mut seen, mut early) = (BTreeMap::new(), 0);
    while let Some(result) = results.next().await {
        let result = result.unwrap();
        early += usize::from(began.elapsed() < Duration::from_secs(900));
        let text = match result.output {
            Output::Text(text) => text,
            Output::None => result.item.status.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(seen.insert(result.item.item_name, text), None, "an item comes once");
    }
    assert!(early > 10, "{early} came before the job was near its end");
    assert_eq!(seen.len(), 20);
    for (name, text) in &seen {
        let expected = match name.as_str() {
            "07.txt" => "failed",
            "08.txt" => "skipped",
            name => name,
        };
        assert_eq!(text, expected);
    }
    let requests = sandbox.requests();
    let of =
        |operation| requests.iter().filter(|r| r.operation.as_deref() == Some(operation)).count();
    assert!(of("job_items.list") <= 21, "{}", of("job_items.list"));
    assert_eq!(of("parsing.get"), 18);
}

#[tokio::test(start_paused = true)]
async fn r78_results_go_to_files() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let large = "x".repeat(3 << 20);
    let directory = sandbox.directory(&[
        ("a/b.txt", b"small"),
        ("a/b.txt", b"another"),
        ("../up.txt", b"up"),
        ("large.txt", large.as_bytes()),
    ]);
    let params = llama_cloud::BatchCreateParams::builder()
        .job_config(llama_cloud::JobConfig::parse())
        .directory_id(directory)
        .build();
    let job = client.beta().batch().create(&params).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let all = client.results(&job.id).folder(&out).at_once(1).await.unwrap();
    assert!(all.iter().all(|result| matches!(result.output, Output::File { .. })), "{all:?}");
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    assert_eq!(read("a/b.txt.md"), "small");
    assert_eq!(read("a/b.txt-2.md"), "another");
    assert_eq!(read("up.txt.md"), "up");
    assert!(read("large.txt.md") == large);
    let files = walk(&out);
    assert_eq!(files.len(), 4, "{files:?}");

    // A place that can't be written to ends it, and is named.
    std::fs::write(folder.path().join("file"), "").unwrap();
    let wrong = client.results(&job.id).folder(folder.path().join("file/out"));
    let error = wrong.await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Write { .. }), "{error:?}");
    assert!(error.to_string().contains("file/out/"), "{error}");
}

/// A list of more than one page, and a client that has one attempt on the wire at a time.
#[tokio::test(start_paused = true)]
async fn results_do_not_wait_for_the_list_that_waits_for_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key());
    let client = client.max_in_flight(1).build().unwrap();
    let names: Vec<String> = (0..150).map(|number| format!("{number}.txt")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let params = llama_cloud::BatchCreateParams::builder()
        .job_config(llama_cloud::JobConfig::parse())
        .directory_id(sandbox.directory(&files))
        .build();
    let job = client.beta().batch().create(&params).await.unwrap();
    let all = client.results(&job.id).await.unwrap();
    let texts = all.iter().filter(|result| matches!(result.output, Output::Text(_)));
    assert_eq!((all.len(), texts.count()), (150, 150));
}

/// The plain text of a document that has no Markdown is not looked for under the name of that.
#[tokio::test(start_paused = true)]
async fn a_large_text_is_streamed_where_there_is_no_markdown() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let large = "x".repeat(3 << 20);
    let params = llama_cloud::BatchCreateParams::builder()
        .job_config(llama_cloud::JobConfig::parse())
        .directory_id(sandbox.directory(&[("a.txt", large.as_bytes())]))
        .build();
    let job = client.beta().batch().create(&params).await.unwrap();
    let server = Server::start([Act::Answer(answer("200 OK", &[], &large))]).await;
    let parsed = |key: &str, value: serde_json::Value| {
        let job = serde_json::json!({ "id": "pjb-1", "project_id": "p-1", "status": "COMPLETED" });
        Fault::body(serde_json::json!({ "job": job, key: value }).to_string())
    };
    let metadata = serde_json::json!({
        "markdown": { "size_bytes": 0, "presigned_url": format!("{}/none", sandbox.url()) },
        "text": { "size_bytes": large.len(), "presigned_url": server.url() },
    });
    let on = || Match::operation("parsing.get");
    sandbox.fault(on(), parsed("markdown_full", serde_json::Value::Null));
    sandbox.fault(on().nth(3), parsed("result_content_metadata", metadata));
    let folder = tempfile::tempdir().unwrap();
    let all = client.results(&job.id).folder(folder.path()).await.unwrap();
    assert!(matches!(all.as_slice(), [r] if matches!(r.output, Output::File { .. })), "{all:?}");
    assert!(std::fs::read_to_string(folder.path().join("a.txt.md")).unwrap() == large);
    assert_eq!(server.count(), 1);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

#[tokio::test(start_paused = true)]
async fn a_result_that_can_not_be_had_stops_no_other() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let directory = sandbox.directory(&[("a", b"a"), ("b", b"b"), ("c", b"c")]);
    // The first shows a moment later, the second never.
    sandbox.fault(Match::operation("parsing.get").times(2), Fault::status(404));
    sandbox.fault(Match::operation("parsing.get").nth(4).times(4), Fault::status(404));
    let params = llama_cloud::BatchCreateParams::builder()
        .job_config(llama_cloud::JobConfig::parse())
        .directory_id(directory)
        .build();
    let job = client.beta().batch().create(&params).await.unwrap();
    let all = client.results(&job.id).at_once(1).await.unwrap();
    let lost: Vec<_> =
        all.iter().filter(|result| matches!(result.output, Output::Lost { .. })).collect();
    assert_eq!((all.len(), lost.len()), (3, 1));

    let wrong = client.results("bjb-none").await.unwrap_err();
    let RunErrorKind::Wait(error) = wrong.kind() else { panic!("{wrong:?}") };
    assert_eq!((error.kind(), wrong.job_id()), (WaitErrorKind::Call, Some("bjb-none")));
}
