//! What goes where: standard output, standard error, and who reads them.

use std::path::Path;
use std::process::Stdio;

use llama_cloud_sandbox::Sandbox;

use crate::{Ended, command_against, documents, job, run_against, sandbox_with};

/// As `| head` does it: whoever closes standard output has read enough.
#[tokio::test]
async fn a_closed_standard_output_is_no_error() {
    let sandbox = sandbox_with(vec![job("bjb-1", "completed")]).await;
    let folder = documents();
    let commands: [&[&str]; 6] = [
        &["list"],
        &["status", "bjb-1", "--json"],
        &["wait", "bjb-1"],
        &["results", "bjb-1"],
        &["cancel", "bjb-1", "--json"],
        &["run", "docs", "--json", "--out", "out"],
    ];
    for args in commands {
        for closes_both in [false, true] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = command_against(&sandbox, folder.path());
            command.args(args).stdout(writer.try_clone().unwrap());
            command.stderr(if closes_both { Stdio::from(writer) } else { Stdio::piped() });
            let ended = command.spawn().unwrap().wait_with_output().await.unwrap();
            let ended = Ended::from(ended);
            assert_eq!(ended.code, Some(0), "{args:?}: {ended:?}");
            assert!(!ended.stderr.contains("error"), "{args:?}: {ended:?}");
        }
    }
    assert!(folder.path().join("out/docs/a.txt.md").exists());
}

/// It reads no more pages for a reader who has gone.
#[tokio::test]
async fn a_list_ends_with_its_reader() {
    let project = Sandbox::start().await.unwrap();
    let _ = project.job();
    let project = project.jobs()[0].project_id.clone();
    let jobs = (0..300).map(|number| {
        let mut job = job(&format!("bjb-{number}"), "completed");
        job["project_id"] = project.clone().into();
        job
    });
    let sandbox = sandbox_with(jobs.collect()).await;
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = command_against(&sandbox, Path::new("."));
    command.args(["list", "--limit", "300"]).stdout(writer);
    assert!(command.status().await.unwrap().success());
    assert_eq!(sandbox.requests().len(), 1);
}

/// A full disk is no reader who has had enough.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn output_that_can_not_be_written_is_an_error() {
    let sandbox = sandbox_with(Vec::new()).await;
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = command_against(&sandbox, Path::new("."));
    command.arg("list").stdout(full).stderr(Stdio::piped());
    let ended = Ended::from(command.spawn().unwrap().wait_with_output().await.unwrap());
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("can't write to standard output"), "{ended:?}");
}

/// Bars are for a person who watches: in a pipe or a file there is neither bar nor colour.
#[tokio::test]
async fn a_pipe_gets_few_words_and_no_bars() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    let ended = run_against(&sandbox, folder.path(), &["run", "docs", "--out", "out"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.stderr.lines().count(), 5, "{ended:?}");
    assert!(!ended.stderr.contains(['\u{1b}', '\r', '█', '░']), "{ended:?}");
    assert!(!ended.stdout.contains(['\u{1b}', '\r']), "{ended:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_terminal_gets_bars_with_a_rate_and_the_time_left() {
    use std::io::Read;
    use std::time::Duration;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let path = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let theirs = std::fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    let shown = tokio::task::spawn_blocking(move || {
        let mut shown = Vec::new();
        // Its end is an error: the other side has been closed.
        let _ = std::fs::File::from(terminal).read_to_end(&mut shown);
        String::from_utf8(shown).unwrap()
    });

    // Long enough for a look while some items are done and others are not.
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(4)).start().await.unwrap();
    let folder = documents();
    let mut command = command_against(&sandbox, folder.path());
    command.args(["run", "docs", "--out", "out"]).env("TERM", "xterm");
    command.stdout(Stdio::piped()).stderr(theirs);
    let child = command.spawn().unwrap();
    drop(command);
    let ended = Ended::from(child.wait_with_output().await.unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.stdout.contains(['\u{1b}', '\r']), "{ended:?}");
    let shown = shown.await.unwrap();
    for what in
        ["uploading", "/3 files", "processing", "results", "/3", "/s", "s left", "3 of 3 completed"]
    {
        assert!(shown.contains(what), "{what}: {shown:?}");
    }
}
