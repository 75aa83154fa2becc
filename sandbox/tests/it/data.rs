//! A folder in which a sandbox goes on.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::time::Duration;

use llama_cloud_sandbox::{Builder, Sandbox};
use serde_json::{Value, json};

use crate::client::Client;

fn on(folder: &Path) -> Builder {
    Sandbox::builder().manual_clock().job_time(Duration::from_secs(100)).data(folder)
}

async fn started(builder: Builder) -> (Sandbox, Client) {
    let sandbox = builder.start().await.unwrap();
    let client = Client::of(&sandbox);
    (sandbox, client)
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("state.jsonl")).unwrap()
}

/// Everything that can be asked, as far as it doesn't name the port or the time of asking.
async fn everything(client: &Client) -> Vec<Value> {
    let get = async |operation: &str, ids: &[&str], query: &str| {
        client.call(operation, ids, query, Value::Null).await.json()
    };
    let mut all = vec![
        get("list", &[], "").await,
        get("list", &[], "status=completed").await,
        get("list", &[], "status=running").await,
        get("list", &[], "status=cancelled").await,
        get("directories.list", &[], "include_deleted=true").await,
        get("files.list", &[], "").await,
    ];
    for job in all[0]["items"].as_array().unwrap().clone() {
        let id = job["id"].as_str().unwrap();
        all.push(get("get_status", &[id], "").await);
        let items = get("job_items.list", &[id], "").await;
        for item in items["items"].as_array().unwrap() {
            let item_id = item["item_id"].as_str().unwrap();
            all.push(get("job_items.get_processing_results", &[item_id], "").await);
            if let Some(parse_job) = item["job_id"].as_str() {
                all.push(get("parsing.get", &[parse_job], "expand=text_full").await);
            }
        }
        all.push(items);
    }
    for directory in all[4]["items"].as_array().unwrap().clone() {
        let id = directory["id"].as_str().unwrap();
        if directory["deleted_at"].is_null() {
            all.push(get("directories.files.list", &[id], "include_deleted=true").await);
        }
    }
    all
}

#[tokio::test]
async fn everything_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (sandbox, client) = started(on(folder.path())).await;
    sandbox.fail_item("bad.txt", "The file is encrypted");
    sandbox.skip_item("old.txt", "already_processed");
    let body = json!({ "name": "letters", "description": "\u{e9}", "system_metadata": { "n": 1 } });
    let made = client.call("directories.create", &[], "", body).await.id();
    for (name, content) in [("a.txt", "words"), ("bad.txt", "x"), ("old.txt", "y")] {
        client.upload(&made, name, content.as_bytes(), &[("metadata", "{\"n\": 1}")]).await;
    }
    client.upload(&made, "large.txt", "w".repeat(2 << 20).as_bytes(), &[]).await;
    let gone = client.upload(&made, "gone.txt", b"z", &[("unique_id", "u")]).await.id();
    client.call("directories.files.delete", &[&made, &gone], "", Value::Null).await;
    client.call("directories.update", &[&made], "", json!({ "name": "post" })).await;
    let other = sandbox.directory(&[("\u{0}\u{ff}.bin", b"\x00\xff\"\n")]);
    let deleted = sandbox.directory(&[]);
    client.call("directories.delete", &[&deleted], "", Value::Null).await;
    for directory in [&made, &other, &made] {
        let create = json!({ "job_config": { "parameters": { "tier": "fast" } },
            "directory_id": directory });
        client.call("create", &[], "", create).await;
        sandbox.advance(Duration::from_secs(30));
    }
    let jobs = sandbox.jobs();
    client.call("cancel", &[&jobs[1].id], "", json!({ "reason": "late" })).await;
    assert!(sandbox.fail_job(&jobs[2].id, "No workers"));
    let _ = sandbox.job();
    let before = everything(&client).await;
    assert!(before.len() > 15);
    drop(sandbox);
    for _ in 0..2 {
        let (sandbox, client) = started(on(folder.path())).await;
        assert_eq!(everything(&client).await, before);
        drop(sandbox);
    }
    // And it goes on: what was running ends, and what is new stands beside what was.
    let (sandbox, client) = started(on(folder.path())).await;
    sandbox.advance(Duration::from_secs(100));
    assert_eq!(sandbox.jobs()[0].status, "completed");
    assert_eq!(client.upload(&made, "b.txt", b"b", &[("unique_id", "u")]).await.status, 200);
    assert_eq!(client.upload(&made, "b.txt", b"b", &[("unique_id", "u")]).await.status, 409);
    let create = json!({ "job_config": {}, "directory_id": made });
    let id = client.call("create", &[], "", create).await.id();
    sandbox.advance(Duration::from_secs(100));
    let status = client.call("get_status", &[&id], "", Value::Null).await.json();
    assert_eq!(
        (&status["job"]["failed_items"], &status["job"]["skipped_items"]),
        (&json!(1), &json!(1)),
        "what the owner told of items still holds"
    );
}

#[tokio::test]
async fn links_still_lead_to_what_they_led_to() {
    let folder = tempfile::tempdir().unwrap();
    let (sandbox, client) = started(on(folder.path())).await;
    let directory = sandbox.directory(&[]);
    let file = client.upload(&directory, "a.txt", b"words", &[]).await.json();
    let id = file["file_id"].as_str().unwrap();
    let link = client.call("files.get", &[id], "", Value::Null).await.json();
    drop(sandbox);
    let (sandbox, client) = started(on(folder.path())).await;
    assert_eq!(client.follow(link["url"].as_str().unwrap()).await.body, b"words");
    sandbox.advance(Duration::from_secs(3_600));
    assert_eq!(client.follow(link["url"].as_str().unwrap()).await.status, 403);
    // Another sandbox takes none of them.
    let stranger = Sandbox::start().await.unwrap();
    assert_eq!(Client::of(&stranger).follow(link["url"].as_str().unwrap()).await.status, 404);
}

#[tokio::test]
async fn time_goes_on_meanwhile_unless_it_is_kept_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let builder = || Sandbox::builder().job_time(Duration::from_millis(300)).data(folder.path());
    let (sandbox, client) = started(builder()).await;
    sandbox.advance(Duration::from_secs(3_600));
    let create = json!({ "job_config": {}, "directory_id": sandbox.directory(&[("a", b"a")]) });
    let created = client.call("create", &[], "", create).await.json();
    assert_eq!(created["status"], "pending");
    drop(sandbox);
    // The time of day goes on, and nothing else here tells how far.
    while on_the_clock(&created) < Duration::from_millis(300) {
        tokio::task::yield_now().await;
    }
    let (sandbox, client) = started(builder()).await;
    let id = created["id"].as_str().unwrap();
    let status = client.call("get_status", &[id], "", Value::Null).await.json();
    assert_eq!(status["job"]["status"], "completed");
    assert_eq!(status["job"]["created_at"], created["created_at"]);
    drop(sandbox);
    let (sandbox, _client) = started(builder().manual_clock()).await;
    let create = json!({ "job_config": {}, "item_ids": [] });
    let client = Client::of(&sandbox);
    let later = client.call("create", &[], "", create).await.json();
    let text = |job: &Value| job["created_at"].as_str().unwrap().to_owned();
    assert!(text(&later) > text(&created), "it never goes back");
    drop(sandbox);
    let (sandbox, _client) = started(builder().manual_clock()).await;
    assert_eq!(sandbox.jobs()[1].status, "pending", "by hand it stands still");
    sandbox.advance(Duration::from_millis(299));
    drop(sandbox);
    let (sandbox, _client) = started(builder().manual_clock()).await;
    assert_eq!(sandbox.jobs()[1].status, "running", "but for what it was advanced by");
    sandbox.advance(Duration::from_millis(1));
    assert_eq!(sandbox.jobs()[1].status, "completed");
}

/// How long ago the job was made, by the clock that was an hour ahead.
fn on_the_clock(job: &Value) -> Duration {
    let created: jiff::Timestamp = job["created_at"].as_str().unwrap().parse().unwrap();
    let ahead = jiff::Timestamp::now() + Duration::from_secs(3_600);
    ahead.duration_since(created).try_into().unwrap_or_default()
}

#[tokio::test]
async fn a_torn_last_line_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let (sandbox, client) = started(on(folder.path())).await;
    let directory = sandbox.directory(&[]);
    client.upload(&directory, "a.txt", b"words", &[]).await;
    drop(sandbox);
    let whole = log(folder.path());
    let (rest, last) = whole.trim_end().rsplit_once('\n').unwrap();
    assert!(last.contains("a.txt"));
    for cut in [1, last.len() / 2, last.len()] {
        std::fs::write(folder.path().join("state.jsonl"), format!("{rest}\n{}", &last[..cut]))
            .unwrap();
        let (sandbox, client) = started(on(folder.path())).await;
        let listed = client.call("directories.files.list", &[&directory], "", Value::Null).await;
        assert_eq!(listed.json()["total_size"], 0, "the upload is there whole, or not at all");
        let stored = client.call("files.list", &[], "", Value::Null).await;
        assert_eq!(stored.json()["total_size"], 0);
        client.upload(&directory, "b.txt", b"more", &[]).await;
        drop(sandbox);
        let (_sandbox, client) = started(on(folder.path())).await;
        let listed = client.call("directories.files.list", &[&directory], "", Value::Null).await;
        assert_eq!(listed.json()["items"][0]["display_name"], "b.txt");
        drop(_sandbox);
    }
}

#[tokio::test]
async fn what_cannot_be_gone_on_with_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (sandbox, client) = started(on(folder.path())).await;
    let directory = sandbox.directory(&[]);
    client.upload(&directory, "a.txt", &[b'x'; 20_000], &[]).await;
    drop(sandbox);
    let path = folder.path().join("state.jsonl");
    let whole = log(folder.path());
    let content =
        std::fs::read_dir(folder.path().join("contents")).unwrap().next().unwrap().unwrap();
    let fails = async |says: &str| {
        let error = on(folder.path()).start().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    };
    let mut lines: Vec<&str> = whole.lines().collect();
    lines[1] = "{\"at\": 5}";
    std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    fails("state.jsonl: line 2: ").await;
    std::fs::write(&path, whole.replacen("\"version\":1", "\"version\":7", 1)).unwrap();
    fails("state.jsonl: it is of version 7").await;
    for text in ["", "something else\n", "{}\n"] {
        std::fs::write(&path, text).unwrap();
        fails("state.jsonl: ").await;
    }
    std::fs::write(&path, &whole).unwrap();
    std::fs::OpenOptions::new().append(true).open(content.path()).unwrap().write_all(b"x").unwrap();
    fails(content.file_name().to_str().unwrap()).await;
    std::fs::remove_file(content.path()).unwrap();
    fails(content.file_name().to_str().unwrap()).await;
    assert_eq!(log(folder.path()), whole, "nothing was changed by trying");
}

#[tokio::test]
async fn a_folder_has_one_sandbox_and_a_seed_one_chance() {
    let folder = tempfile::tempdir().unwrap();
    let project = "proj-00000000-0000-4000-8000-000000000000";
    let result = json!({ "item_id": "a", "job_config": { "job_name": "parse_raw_file_job" },
        "job_type": "parse", "output_s3_path": "s3://x/y", "parameters_hash": "0",
        "processed_at": "2026-03-01T09:30:00Z", "result_id": "res-1" });
    let seed = json!({ "jobs": [{ "id": "bjb-1", "job_type": "parse", "project_id": project,
        "status": "completed", "total_items": 1, "completed_at": "2026-03-01T09:31:00Z",
        "items": [{ "item_id": "a", "item_name": "a.txt", "status": "completed",
            "job_id": "pjb-1", "text": "words".repeat(1_000), "processing_results": [result] }] }] });
    let wrong = on(folder.path()).seed(json!({ "jobs": [{ "id": 7 }] })).start().await;
    assert_eq!(wrong.unwrap_err().kind(), ErrorKind::InvalidData);
    let sandbox = on(folder.path()).seed(seed.clone()).start().await.unwrap();
    let second = on(folder.path()).start().await.unwrap_err();
    assert_eq!(second.kind(), ErrorKind::ResourceBusy);
    assert!(second.to_string().contains("another sandbox works in this folder"), "{second}");
    let before = everything(&Client::of(&sandbox)).await;
    assert!(before.contains(&json!({ "item_id": "a", "item_name": "a.txt",
        "processing_results": [result] })));
    drop(sandbox);
    let again = on(folder.path()).seed(seed).start().await.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::AlreadyExists);
    assert!(again.to_string().contains("a seed goes into an empty folder"), "{again}");
    let (_sandbox, client) = started(on(folder.path())).await;
    let parsed = client.call("parsing.get", &["pjb-1"], "expand=text_full", Value::Null).await;
    assert_eq!(parsed.json()["text_full"], "words".repeat(1_000));
    assert_eq!(everything(&client).await, before);
}
