//! The sandbox in the tool's own process.

use std::path::Path;
use std::process::Stdio;

use crate::{Ended, command, documents, manifest, run};

/// What a run leaves in a sandbox that is kept, other commands find.
#[tokio::test]
async fn a_sandbox_in_a_folder_keeps_its_jobs() {
    let folder = documents();
    let args = ["run", "docs", "--out", "out", "--sandbox", "kept", "--json"];
    let first = run(folder.path(), &args).await;
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.stderr.contains("keeps what it has in kept"), "{first:?}");
    let job_id = manifest(folder.path())["job_id"].as_str().unwrap().to_owned();
    let commands: [&[&str]; 5] = [
        &["list", "--sandbox", "kept", "--json"],
        &["status", &job_id, "--sandbox", "kept", "--json"],
        &["--sandbox", "kept", "wait", &job_id, "--json"],
        &["results", &job_id, "--out", "again", "--sandbox", "kept", "--json"],
        &["cancel", &job_id, "--sandbox", "kept", "--json"],
    ];
    for args in commands {
        let ended = run(folder.path(), args).await;
        assert_eq!(ended.code, Some(0), "{args:?}: {ended:?}");
        assert!(ended.stdout.contains(&job_id), "{args:?}: {ended:?}");
    }
    let text = std::fs::read_to_string(folder.path().join("again/docs/a.txt.md")).unwrap();
    assert_eq!(text, "first words\n");
    let elsewhere = run(folder.path(), &["list", "--sandbox", "elsewhere", "--json"]).await;
    assert_eq!((elsewhere.code, elsewhere.stdout.as_str()), (Some(0), ""), "{elsewhere:?}");
}

/// Nothing could be gone on with, if the sandbox forgot it all.
#[tokio::test]
async fn a_run_without_a_key_goes_on_too() {
    let folder = documents();
    let args = ["run", "docs", "--out", "out", "--journal", "docs/run.journal"];
    let journal =
        || std::fs::read_to_string(folder.path().join("docs/run.journal")).unwrap_or_default();
    for event in ["\"directory\"", "\"created\""] {
        let mut command = command(folder.path());
        command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        while !journal().contains(event) {
            assert!(child.try_wait().unwrap().is_none());
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        child.kill().await.unwrap();
    }
    let ended = run(folder.path(), &args).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.contains("keeps what it has in docs/run.journal.sandbox"), "{ended:?}");
    assert!(ended.stderr.contains("going on with the run"), "{ended:?}");
    assert!(ended.stderr.contains("3 of 3 completed"), "{ended:?}");
    assert_eq!(journal().matches("\"created\"").count(), 1);
}

#[tokio::test]
async fn a_folder_that_can_not_be_used_is_refused() {
    let folder = documents();
    let args = ["list", "--sandbox", "docs/a.txt"];
    let ended = Ended::from(command(folder.path()).args(args).output().await.unwrap());
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("can't start a sandbox"), "{ended:?}");
    assert_eq!(run(Path::new("."), &["list", "--sandbox"]).await.code, Some(2));
}
