//! The program.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

async fn start(arguments: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_llama-cloud-sandbox"))
        .args(arguments)
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
    for arguments in [["--job-time", "soon"], ["--job-time", "3x"], ["--port", "70000"]] {
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
