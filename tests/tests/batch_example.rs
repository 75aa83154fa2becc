//! The main job, as a person runs it: the program, its output, its results and its exit codes.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use llama_cloud_sandbox::{Fault, Match, Sandbox};
use serde_json::Value;
use tokio::process::Command;
use tokio::sync::OnceCell;

/// The program, built if need be.
async fn program() -> PathBuf {
    static BUILT: OnceCell<PathBuf> = OnceCell::const_new();
    let build = || async {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "-q", "-p", "llama-cloud", "--example", "batch"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status();
        assert!(built.await.unwrap().success());
        let test = std::env::current_exe().unwrap();
        test.parent().unwrap().parent().unwrap().join("examples/batch")
    };
    BUILT.get_or_init(build).await.clone()
}

async fn command(folder: &Path) -> Command {
    let mut command = Command::new(program().await);
    command.current_dir(folder).stdin(Stdio::null());
    for name in ["API_KEY", "BASE_URL", "CUSTOM_HEADERS"] {
        command.env_remove(format!("LLAMA_CLOUD_{name}"));
    }
    command.env_remove("LLAMA_PARSE_API_KEY");
    command
}

async fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder).await.args(args).output().await.unwrap()
}

/// The same against a sandbox that a test controls, as if it were the service.
async fn run_against(sandbox: &Sandbox, folder: &Path, args: &[&str]) -> Output {
    let mut command = command(folder).await;
    command.env("LLAMA_CLOUD_BASE_URL", sandbox.url()).env("LLAMA_CLOUD_API_KEY", sandbox.key());
    command.args(args).output().await.unwrap()
}

fn documents() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    std::fs::create_dir_all(docs.join("more")).unwrap();
    std::fs::write(docs.join("a.txt"), "first words\n").unwrap();
    std::fs::write(docs.join("b c.md"), "# Größe\n").unwrap();
    std::fs::write(docs.join("more/a.txt"), "other words\n").unwrap();
    std::fs::write(docs.join(".hidden"), "not meant\n").unwrap();
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn manifest(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("out/manifest.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn documents_go_through_a_batch_without_a_key() {
    let folder = documents();
    let output = run(folder.path(), &["docs", "--out", "out"]).await;
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    assert!(stderr.contains("sandbox"), "{stderr}");
    assert!(stderr.contains("3 of 3 completed"), "{stderr}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    assert_eq!(read("docs/a.txt.md"), "first words\n");
    assert_eq!(read("docs/b c.md.md"), "# Größe\n");
    assert_eq!(read("docs/more/a.txt.md"), "other words\n");
    let manifest = manifest(folder.path());
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 3);
    assert_eq!(manifest["job_status"], "completed");
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_job() {
    for fault in [Fault::DropAfterCommit, Fault::status_after_commit(502), Fault::Truncate(9)] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.fault(Match::operation("create"), fault);
        let folder = documents();
        let output = run_against(&sandbox, folder.path(), &["docs", "--out", "out"]).await;
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let requests = sandbox.requests();
        let posts = requests.iter().filter(|r| r.operation.as_deref() == Some("create"));
        assert_eq!((posts.count(), sandbox.jobs().len()), (1, 1));
        assert!(!text(&output.stderr).contains(sandbox.key()));
    }
}

#[tokio::test]
async fn an_upload_whose_answer_is_lost_is_found_and_not_doubled() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Match::operation("directories.files.upload").nth(2), Fault::DropAfterCommit);
    let folder = documents();
    let output = run_against(&sandbox, folder.path(), &["docs", "--out", "out"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(sandbox.jobs()[0].total_items, 3);
}

#[tokio::test]
async fn items_that_fail_are_named_and_the_rest_is_there() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fail_item("docs/a.txt", "The file is \u{1b}[31mencrypted.");
    sandbox.skip_item("docs/more/a.txt", "already_processed");
    let folder = documents();
    let output = run_against(&sandbox, folder.path(), &["docs", "--out", "out"]).await;
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{stdout}{stderr}");
    assert!(stdout.contains("encrypted.") && stdout.contains("already_processed"), "{stdout}");
    assert!(stderr.contains("1 of 3 completed, 1 failed, 1 skipped"), "{stderr}");
    assert!(!stdout.contains('\u{1b}'), "the service's words steer the terminal");
    assert!(folder.path().join("out/docs/b c.md.md").exists());
    assert!(!folder.path().join("out/docs/a.txt.md").exists());
}

#[tokio::test]
async fn json_is_one_object_a_line() {
    let folder = documents();
    let output = run(folder.path(), &["docs", "--out", "out", "--json"]).await;
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[..3].iter().all(|line| line["status"] == "completed"), "{lines:?}");
    assert_eq!(lines[3]["job_status"], "completed");
}

#[tokio::test]
async fn bad_input_is_refused_before_anything_is_sent() {
    let folder = documents();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    std::fs::write(folder.path().join("file"), "x").unwrap();
    let cases: [(&[&str], &str); 4] = [
        (&["docs/nothing"], "docs/nothing"),
        (&["empty"], "there is no file in `empty`"),
        (&["docs", "--out", "file/out"], "file/out"),
        (&["docs", "--parallel", "0"], "--parallel"),
    ];
    for (args, says) in cases {
        let output = run(folder.path(), args).await;
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(says), "{args:?}: {stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}

#[tokio::test]
async fn r79_a_wrong_environment_names_the_variable_and_not_the_value() {
    let folder = documents();
    let (key, url) = ("LLAMA_CLOUD_API_KEY", "LLAMA_CLOUD_BASE_URL");
    let headers = "LLAMA_CLOUD_CUSTOM_HEADERS";
    let secret = "llx-canary";
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[(key, "llx-canary\nllx-canary")], key),
        (&[(key, "  ")], key),
        (&[(key, "llx canary")], key),
        (&[("LLAMA_PARSE_API_KEY", "llx-canary\u{7}x")], "LLAMA_PARSE_API_KEY"),
        (&[(url, "https://llx-canary.example")], key),
        (&[(key, "llx-canary"), (url, "llx-canary")], url),
        (&[(key, "llx-canary"), (url, "ftp://host")], url),
        (&[(key, "llx-canary"), (url, "http://example.com")], url),
        (&[(key, "llx-canary"), (headers, "x-a: 1\nllx-canary")], headers),
    ];
    for (variables, names) in cases {
        let mut command = command(folder.path()).await;
        let output = command.envs(variables.iter().copied()).arg("docs").output().await.unwrap();
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{variables:?}: {stderr}");
        assert!(stderr.contains(names), "{variables:?}: {stderr}");
        assert!(!stderr.contains(secret), "{variables:?}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[tokio::test]
async fn r79_r80_a_key_with_blanks_works_and_an_empty_variable_counts_as_unset() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    let mut command = command(folder.path()).await;
    command
        .env("LLAMA_CLOUD_API_KEY", "")
        .env("LLAMA_PARSE_API_KEY", format!(" {}\n", sandbox.key()))
        .env("LLAMA_CLOUD_BASE_URL", format!("{}/", sandbox.url()))
        .env("LLAMA_CLOUD_CUSTOM_HEADERS", "x-team: docs\n\nx-run:7\n")
        .args(["docs", "--out", "out"]);
    let output = command.output().await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let requests = sandbox.requests();
    assert!(!requests.is_empty());
    for request in requests {
        assert_eq!(request.header("x-team"), Some("docs"));
        assert_eq!(request.header("x-run"), Some("7"));
    }
}

#[tokio::test]
async fn exit_codes_tell_what_became_of_the_job() {
    // A wrong key.
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    sandbox.fault(Match::any().always(), Fault::status(401));
    let output = run_against(&sandbox, folder.path(), &["docs"]).await;
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));

    // Nobody can tell whether the job was made: the list can't be read.
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    sandbox.fault(Match::operation("list").always(), Fault::status(403));
    let output = run_against(&sandbox, folder.path(), &["docs"]).await;
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("look at the jobs"), "{}", text(&output.stderr));

    // The deadline.
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(600)).start().await.unwrap();
    let output = run_against(&sandbox, folder.path(), &["docs", "--deadline", "1"]).await;
    assert_eq!(output.status.code(), Some(5), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains(&sandbox.jobs()[0].id), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_cancels_the_job() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(600)).start().await.unwrap();
    let folder = documents();
    let mut command = command(folder.path()).await;
    command
        .env("LLAMA_CLOUD_BASE_URL", sandbox.url())
        .env("LLAMA_CLOUD_API_KEY", sandbox.key())
        .arg("docs")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let id = child.id().unwrap();
    while !sandbox.requests().iter().any(|r| r.operation.as_deref() == Some("get_status")) {
        tokio::task::yield_now().await;
    }
    let kill = Command::new("kill").args(["-INT", &id.to_string()]).status();
    assert!(kill.await.unwrap().success());
    let output = child.wait_with_output().await.unwrap();
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("is cancelled"), "{stderr}");
    assert_eq!(sandbox.jobs()[0].status, "cancelled");
}

/// Each file once, whatever leads to it; the results of an earlier run are no inputs.
#[cfg(unix)]
#[tokio::test]
async fn links_loops_and_earlier_results() {
    let folder = documents();
    let docs = folder.path().join("docs");
    std::os::unix::fs::symlink("a.txt", docs.join("link.txt")).unwrap();
    std::os::unix::fs::symlink(".", docs.join("loop")).unwrap();
    for _ in 0..2 {
        let args = ["docs", "docs/a.txt", "docs/../docs/more", "--out", "docs/out"];
        let output = run(folder.path(), &args).await;
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        assert!(stderr.contains("3 of 3 completed"), "{stderr}");
    }
}

/// The first Ctrl-C asks, and waits for the answer; the second does not wait any longer.
#[cfg(unix)]
#[tokio::test]
async fn a_second_ctrl_c_ends_at_once() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(600)).start().await.unwrap();
    sandbox.fault(Match::operation("cancel").always(), Fault::Delay(Duration::from_secs(600)));
    let folder = documents();
    let mut command = command(folder.path()).await;
    command
        .env("LLAMA_CLOUD_BASE_URL", sandbox.url())
        .env("LLAMA_CLOUD_API_KEY", sandbox.key())
        .arg("docs")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let id = child.id().unwrap().to_string();
    for seen in ["get_status", "cancel"] {
        while !sandbox.requests().iter().any(|r| r.operation.as_deref() == Some(seen)) {
            tokio::task::yield_now().await;
        }
        assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
    }
    let output = child.wait_with_output().await.unwrap();
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("ended at once") && stderr.contains("may go on"), "{stderr}");
}
