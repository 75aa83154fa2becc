//! `run --journal`: one run, however often the command is given.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use llama_cloud_sandbox::{Fault, Match, Sandbox};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{Ended, command_against, documents, manifest, read, run_against};

const ARGS: [&str; 6] = ["run", "docs", "--out", "out", "--journal", "run.journal"];

fn seen(sandbox: &Sandbox, operation: &str) -> usize {
    let requests = sandbox.requests();
    requests.iter().filter(|r| r.operation.as_deref() == Some(operation)).count()
}

fn journal(folder: &Path) -> Vec<Value> {
    let text = read(folder, "run.journal");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_run_that_is_done_says_so_and_sends_nothing() {
    for (fails, code) in [(false, 0), (true, 1)] {
        let sandbox = Sandbox::start().await.unwrap();
        if fails {
            sandbox.fail_item("docs/a.txt", "encrypted");
        }
        let folder = documents();
        let first = run_against(&sandbox, folder.path(), &ARGS).await;
        assert_eq!(first.code, Some(code), "{first:?}");
        let requests = sandbox.requests().len();
        let second = run_against(&sandbox, folder.path(), &ARGS).await;
        assert_eq!(second.code, Some(code), "{second:?}");
        assert_eq!(sandbox.requests().len(), requests);
        assert_eq!(second.stdout, first.stdout);
        assert!(second.stderr.contains("the run in run.journal is done: nothing was sent"));
        assert_eq!(second.stderr.lines().count(), 3, "{second:?}");
    }
}

/// Neither the journal nor the results are documents, where they stand among them.
#[tokio::test]
async fn a_journal_among_the_documents_is_none() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    let args = ["run", "docs", "--out", "docs/out", "--journal", "docs/run.journal", "--json"];
    for _ in 0..2 {
        let ended = run_against(&sandbox, folder.path(), &args).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(ended.objects().len(), 4, "{ended:?}");
    }
}

#[tokio::test]
async fn a_journal_in_use_is_refused() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(600)).start().await.unwrap();
    let folder = documents();
    let mut first = command_against(&sandbox, folder.path()).args(ARGS).spawn().unwrap();
    while seen(&sandbox, "get_status") == 0 {
        tokio::task::yield_now().await;
    }
    let second = run_against(&sandbox, folder.path(), &ARGS).await;
    assert_eq!(second.code, Some(2), "{second:?}");
    assert!(second.stderr.contains("another run has it in use"), "{second:?}");
    assert!(!second.stderr.contains("goes on from here"), "{second:?}");
    first.kill().await.unwrap();
}

#[tokio::test]
async fn a_journal_of_another_run_and_what_is_none_are_left_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    let ended = run_against(&sandbox, folder.path(), &ARGS).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let rules = r#"[{"type": "invoice", "description": "asks for money"}]"#;
    std::fs::write(folder.path().join("rules.json"), rules).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "notes of mine\n").unwrap();
    let classify = ["--classify", "rules.json", "--project-id", "p-1", "--user-id", "u-1"];
    let cases = [
        ([&ARGS[..], &classify].concat(), "something else", "run.journal"),
        (vec!["run", "docs", "--journal", "notes.txt"], "line 1", "notes.txt"),
    ];
    for (args, says, file) in cases {
        let before = read(folder.path(), file);
        let ended = run_against(&sandbox, folder.path(), &args).await;
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains(says), "{ended:?}");
        assert_eq!(read(folder.path(), file), before);
    }
}

/// The job of a classification has an id that the run makes up; made again it is the same.
#[tokio::test]
async fn a_classification_goes_on_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    let rules = r#"[{"type": "invoice", "description": "asks for money"}]"#;
    std::fs::write(folder.path().join("rules.json"), rules).unwrap();
    let classify = ["--classify", "rules.json", "--project-id", "p-1", "--user-id", "u-1"];
    let args = [&ARGS[..], &classify].concat();
    sandbox.fault(Match::operation("create"), Fault::status(403));
    let first = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!(first.code, Some(3), "{first:?}");
    assert!(first.stderr.contains("the same command goes on from here"), "{first:?}");
    let second = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!(second.code, Some(0), "{second:?}");
    assert_eq!(seen(&sandbox, "directories.files.upload"), 3);
}

#[tokio::test]
async fn a_torn_last_line_is_no_obstacle() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    sandbox.fault(Match::operation("create"), Fault::status(403));
    let first = run_against(&sandbox, folder.path(), &ARGS).await;
    assert_eq!(first.code, Some(3), "{first:?}");
    let path = folder.path().join("run.journal");
    let torn = std::fs::read_to_string(&path).unwrap() + r#"{"v":1,"t":"2026-03-0"#;
    std::fs::write(&path, torn).unwrap();
    let second = run_against(&sandbox, folder.path(), &ARGS).await;
    assert_eq!(second.code, Some(0), "{second:?}");
    let says = "going on with the run in run.journal: 0 of 3 files are done, 0 are to be uploaded";
    assert!(second.stderr.contains(says), "{second:?}");
    assert_eq!(seen(&sandbox, "directories.files.upload"), 3);
    assert_eq!(journal(folder.path()).last().unwrap()["event"], "done");
}

/// Exit code 4 says where to look, what the same command does, and what is at stake.
#[tokio::test]
async fn an_unknown_outcome_says_what_can_be_done() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    sandbox.fault(Match::operation("create"), Fault::DropBefore);
    sandbox.fault(Match::operation("list").always(), Fault::status(403));
    let first = run_against(&sandbox, folder.path(), &ARGS).await;
    assert_eq!(first.code, Some(4), "{first:?}");
    let directory_id = journal(folder.path())[1]["directory_id"].as_str().unwrap().to_owned();
    for says in [&*directory_id, "the same command looks again", "--send-again"] {
        assert!(first.stderr.contains(says), "{first:?}");
    }

    // So long ago that no job is to be expected any more.
    sandbox.clear_faults();
    let mut text = String::new();
    for mut line in journal(folder.path()) {
        if line["event"] == "intent" {
            line["t"] = json!("2026-03-01T12:00:00Z");
        }
        text.push_str(&format!("{line}\n"));
    }
    std::fs::write(folder.path().join("run.journal"), text).unwrap();
    let second = run_against(&sandbox, folder.path(), &ARGS).await;
    assert_eq!((second.code, sandbox.jobs().len()), (Some(4), 0), "{second:?}");
    for says in ["2026-03-01T12:00:00Z", &*directory_id, "--send-again"] {
        assert!(second.stderr.contains(says), "{second:?}");
    }

    let third =
        run_against(&sandbox, folder.path(), &[&ARGS[..], &["--send-again"]].concat()).await;
    assert_eq!((third.code, sandbox.jobs().len()), (Some(0), 1), "{third:?}");
}

/// What Ctrl-C leaves is gone on with: uploads by the uploads, a cancelled job by its fates.
#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_and_the_same_command() {
    for (at, code) in [("directories.files.upload", 0), ("get_status", 1)] {
        let sandbox = Sandbox::builder().job_time(Duration::from_secs(600)).start().await.unwrap();
        let folder = documents();
        sandbox.fault(
            Match::operation("directories.files.upload").nth(2),
            Fault::DelayAfterCommit(Duration::from_millis(300)),
        );
        let mut command = command_against(&sandbox, folder.path());
        command.args(ARGS).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let id = child.id().unwrap().to_string();
        while seen(&sandbox, at) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
        let ended = Ended::from(child.wait_with_output().await.unwrap());
        assert_eq!(ended.code, Some(130), "{ended:?}");
        assert!(ended.stderr.contains("the same command goes on from here"), "{ended:?}");

        if code == 0 {
            sandbox.advance(Duration::from_secs(1));
        }
        let again = command_against(&sandbox, folder.path()).args(ARGS).output();
        let again = tokio::spawn(again);
        if code == 0 {
            while sandbox.jobs().is_empty() {
                tokio::task::yield_now().await;
            }
            sandbox.advance(Duration::from_secs(600));
        }
        let again = Ended::from(again.await.unwrap().unwrap());
        assert_eq!(again.code, Some(code), "{again:?}");
        assert_eq!(sandbox.jobs().len(), 1);
        let inputs = manifest(folder.path())["inputs"].clone();
        let word = if code == 0 { "completed" } else { "cancelled" };
        assert!(inputs.as_array().unwrap().iter().all(|input| input["status"] == word), "{inputs}");
    }
}
