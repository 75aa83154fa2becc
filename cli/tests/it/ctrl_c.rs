//! Ctrl-C.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use llama_cloud_sandbox::{Fault, Match, Sandbox};
use tokio::process::Command;

use crate::{Ended, command_against, documents, job, sandbox_with};

#[tokio::test]
async fn ctrl_c_cancels_the_job() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(600)).start().await.unwrap();
    let folder = documents();
    let mut command = command_against(&sandbox, folder.path());
    command.args(["run", "docs"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let id = child.id().unwrap();
    while !sandbox.requests().iter().any(|r| r.operation.as_deref() == Some("get_status")) {
        tokio::task::yield_now().await;
    }
    let kill = Command::new("kill").args(["-INT", &id.to_string()]).status();
    assert!(kill.await.unwrap().success());
    let output = Ended::from(child.wait_with_output().await.unwrap());
    let stderr = &output.stderr;
    assert_eq!(output.code, Some(130), "{stderr}");
    assert!(stderr.contains("is cancelled"), "{stderr}");
    assert_eq!(sandbox.jobs()[0].status, "cancelled");
}

/// The first Ctrl-C asks, and waits for the answer; the second does not wait any longer.
#[tokio::test]
async fn a_second_ctrl_c_ends_at_once() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(600)).start().await.unwrap();
    sandbox.fault(Match::operation("cancel").always(), Fault::Delay(Duration::from_secs(600)));
    let folder = documents();
    let mut command = command_against(&sandbox, folder.path());
    command.args(["run", "docs"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let id = child.id().unwrap().to_string();
    for seen in ["get_status", "cancel"] {
        while !sandbox.requests().iter().any(|r| r.operation.as_deref() == Some(seen)) {
            tokio::task::yield_now().await;
        }
        assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
    }
    let output = Ended::from(child.wait_with_output().await.unwrap());
    let stderr = &output.stderr;
    assert_eq!(output.code, Some(130), "{stderr}");
    assert!(stderr.contains("ended at once") && stderr.contains("may go on"), "{stderr}");
}

/// Whoever stops waiting, or asking, has decided nothing about the jobs.
#[tokio::test]
async fn ctrl_c_ends_other_commands_and_cancels_nothing() {
    let cases: [(&[&str], &str, &str); 5] = [
        (&["wait", "bjb-1"], "get_status", "the jobs go on"),
        (&["status", "bjb-1"], "get_status", "interrupted"),
        (&["list"], "list", "interrupted"),
        (&["results", "bjb-1"], "get_status", "interrupted"),
        (&["cancel", "bjb-1"], "cancel", "may be cancelled"),
    ];
    for (args, asks, says) in cases {
        let sandbox = sandbox_with(vec![job("bjb-1", "running")]).await;
        sandbox.fault(Match::any().always(), Fault::Delay(Duration::from_secs(600)));
        let mut command = command_against(&sandbox, Path::new("."));
        command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let id = child.id().unwrap().to_string();
        while !sandbox.requests().iter().any(|r| r.operation.as_deref() == Some(asks)) {
            tokio::task::yield_now().await;
        }
        assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
        let output = Ended::from(child.wait_with_output().await.unwrap());
        assert_eq!(output.code, Some(130), "{args:?}: {output:?}");
        assert!(output.stderr.contains(says), "{args:?}: {output:?}");
        assert_eq!(sandbox.jobs()[0].status, "running");
    }
}

/// Reading standard input must not hold up the end.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn ctrl_c_ends_a_command_that_waits_for_ids() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut command = command_against(&sandbox, Path::new("."));
    command.args(["wait", "-"]).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let stdin = child.stdin.take();
    let id = child.id().unwrap().to_string();
    // Nothing is sent that would tell when it is ready to be interrupted.
    let handles_interrupts = || {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:\t")).unwrap();
        u64::from_str_radix(caught, 16).unwrap() & (1 << 1) != 0
    };
    while !handles_interrupts() {
        tokio::task::yield_now().await;
    }
    assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
    let output = Ended::from(child.wait_with_output().await.unwrap());
    assert_eq!(output.code, Some(130), "{output:?}");
    drop(stdin);
}
