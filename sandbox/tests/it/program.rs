//! The program.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::client::Client;

async fn start(arguments: &[&str]) -> (Child, String) {
    start_in(&std::env::temp_dir(), arguments).await
}

/// The same with another folder for temporary files.
async fn start_in(folder: &std::path::Path, arguments: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_llama-cloud-sandbox"))
        .args(arguments)
        .env("TMPDIR", folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    (child, line)
}

#[tokio::test]
async fn it_says_where_it_listens_and_ends_when_told() {
    for signal in ["-TERM", "-INT"] {
        let (mut child, line) = start(&["--job-time", "500ms", "--key", "k"]).await;
        let url = line.strip_prefix("listening on ").unwrap().trim_end();
        let address = url.strip_prefix("http://").unwrap().to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{address}");
        tokio::net::TcpStream::connect(&address).await.unwrap();
        let id = child.id().unwrap().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
        let status = timeout(Duration::from_secs(20), child.wait()).await.unwrap().unwrap();
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_one_line_on_standard_error() {
    let (first, line) = start(&[]).await;
    let port = line.trim_end().rsplit_once(':').unwrap().1.to_owned();
    let (second, nothing) = start(&["--port", &port]).await;
    assert_eq!(nothing, "");
    let output =
        timeout(Duration::from_secs(20), second.wait_with_output()).await.unwrap().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains(&format!("can't listen on 127.0.0.1:{port}")), "{error}");
    drop(first);
}

#[tokio::test]
async fn wrong_options_are_refused() {
    for arguments in [
        ["--job-time", "soon"],
        ["--job-time", "3x"],
        ["--port", "70000"],
        ["--rate-limit", "50"],
        ["--rate-limit", "x/5s"],
        ["--rate-limit", "upload=50/5s"],
        ["--max-upload", "5 apples"],
        ["--max-upload", "99999999999GiB"],
    ] {
        let (mut child, line) = start(&arguments).await;
        assert_eq!(line, "");
        assert_eq!(child.wait().await.unwrap().code(), Some(2), "{arguments:?}");
    }
}

#[tokio::test]
async fn a_seed_is_read_from_a_file() {
    let folder = std::env::temp_dir().join(format!("sandbox-seed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    std::fs::write(path("good"), r#"{"directories": []}"#).unwrap();
    std::fs::write(path("torn"), r#"{"directories": ["#).unwrap();
    std::fs::write(path("wrong"), r#"{"jobs": [{"id": 7}]}"#).unwrap();
    let (_child, line) = start(&["--seed", &path("good")]).await;
    assert!(line.starts_with("listening on "), "{line}");
    for (name, says) in [("torn", "torn"), ("wrong", "jobs[0]."), ("missing", "missing")] {
        let (child, nothing) = start(&["--seed", &path(name)]).await;
        assert_eq!(nothing, "");
        let output = child.wait_with_output().await.unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(says) && error.lines().count() == 1, "{name}: {error}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn client(line: &str) -> Client {
    Client::at(line.strip_prefix("listening on ").unwrap().trim_end(), "any")
}

#[tokio::test]
async fn killed_at_any_moment_it_goes_on_with_all_that_it_had_answered() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_string_lossy().into_owned();
    let arguments = ["--data", &data, "--job-time", "1h"];
    let (mut child, mut line) = start(&arguments).await;
    let made = json!({ "name": "many" });
    let directory = client(&line).call("directories.create", &[], "", made).await.id();
    let create = json!({ "job_config": {}, "directory_id": directory });
    let job = client(&line).call("create", &[], "", create).await.id();
    let mut answered = Vec::new();
    for round in 0..3 {
        // Several clients upload until the connection is lost under them.
        let mut uploads = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (client, directory) = (client(&line), directory.clone());
            uploads.spawn(async move {
                let path = format!("/api/v1/beta/directories/{directory}/files/upload");
                let kind = [("content-type", "multipart/form-data; boundary=XX")];
                let mut kept = Vec::new();
                for count in 0.. {
                    let name = format!("{round}-{number}-{count}");
                    let form = format!(
                        "--XX\r\ncontent-disposition: form-data; name=\"upload_file\"; \
                         filename=\"{name}\"\r\n\r\n{}\r\n--XX--\r\n",
                        name.repeat(500)
                    );
                    match client.send("POST", &path, &kind, form.as_bytes()).await {
                        Some(answer) if answer.status == 200 && answer.is_whole() => {
                            kept.push(name)
                        }
                        _ => return kept,
                    }
                }
                kept
            });
        }
        while client(&line).call("files.list", &[], "page_size=1", Value::Null).await.json()
            ["total_size"]
            .as_u64()
            .unwrap()
            < 50 * (round + 1)
        {}
        child.start_kill().unwrap();
        child.wait().await.unwrap();
        answered.extend(uploads.join_all().await.into_iter().flatten());
        (child, line) = start(&arguments).await;
        let client = client(&line);
        for name in &answered {
            let query = format!("display_name={name}&expand=download_url");
            let page =
                client.call("directories.files.list", &[&directory], &query, Value::Null).await;
            let page = page.json();
            assert_eq!(page["total_size"], 1, "{name}");
            let content =
                client.follow(page["items"][0]["download_url"]["url"].as_str().unwrap()).await;
            assert_eq!(content.body, name.repeat(500).as_bytes(), "{name}");
        }
        let status = client.call("get_status", &[&job], "", Value::Null).await.json();
        assert_eq!(status["job"]["status"], "pending");
    }
    assert!(answered.len() >= 100, "{}", answered.len());
    let (second, nothing) = start(&arguments).await;
    assert_eq!(nothing, "");
    let output = second.wait_with_output().await.unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("another sandbox works in this folder"), "{error}");
}

#[tokio::test]
async fn without_a_folder_large_uploads_are_in_temporary_files_and_go_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, line) = start_in(folder.path(), &["--max-upload", "5MiB"]).await;
    let client = client(&line);
    let kind: [(&str, &str); 1] = [("purpose", "parse")];
    let path = "/api/v1/beta/files";
    client.form(path, "file", "small", &[1; 1_000], &kind).await.id();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    client.form(path, "file", "large", &vec![1; 4 << 20], &kind).await.id();
    assert_eq!(client.form(path, "file", "x", &vec![1; 6 << 20], &kind).await.status, 413);
    let temporary = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
    let mut files = std::fs::read_dir(temporary.path()).unwrap();
    assert_eq!(files.next().unwrap().unwrap().metadata().unwrap().len(), 4 << 20);
    assert!(files.next().is_none());
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn requests_are_limited_as_told() {
    let limits = ["--rate-limit", "3/1h", "--rate-limit", "list=1/1h/project"];
    let (_child, line) = start(&limits).await;
    let client = client(&line);
    let mut statuses = Vec::new();
    for query in ["", "", "project_id=p", "project_id=q", "project_id=r"] {
        statuses.push(client.call("list", &[], query, Value::Null).await.status);
    }
    assert_eq!(statuses, [200, 429, 200, 200, 429]);
}
