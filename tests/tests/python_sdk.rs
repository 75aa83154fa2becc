//! The official Python SDK drives the sandbox: what it takes for LlamaCloud is not only what our own
//! client takes for it.
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use llama_cloud_sandbox::Sandbox;
use tokio::process::Command;

const SDK: &str = "llama-cloud==2.13.0";

/// A Python that has the SDK; `None`, and a word, where it can't be installed.
async fn python() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-sdk");
    let python = folder.join(if cfg!(windows) { "Scripts/python" } else { "bin/python" });
    let is_there = async |python: &Path| {
        let mut command = Command::new(python);
        let imported = command.args(["-c", "import llama_cloud"]).output().await;
        imported.is_ok_and(|output| output.status.success())
    };
    if is_there(&python).await {
        return Some(python);
    }
    let venv = Command::new("python3").args(["-m", "venv"]).arg(&folder).output().await;
    if !venv.is_ok_and(|output| output.status.success()) {
        println!("skipped: there is no Python 3 here that makes virtual environments");
        return None;
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check", SDK]);
    let installed = tokio::time::timeout(Duration::from_secs(120), pip.output()).await;
    if !installed.is_ok_and(|output| output.is_ok_and(|output| output.status.success())) {
        println!("skipped: {SDK} can't be installed here");
        return None;
    }
    Some(python)
}

#[tokio::test]
async fn the_official_python_sdk_drives_the_sandbox() {
    let Some(python) = python().await else { return };
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(1)).start().await.unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/main_job.py");
    let mut command = Command::new(python);
    let output = command.arg(script).args([sandbox.url(), sandbox.key()]).output().await.unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{said}");
    assert_eq!(sandbox.jobs().len(), 2);
}
