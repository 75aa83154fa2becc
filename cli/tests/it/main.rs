//! The tool as a person or a script runs it: the program, its output, its results and its exit codes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that can't go on fails"
)]

mod cancel;
#[cfg(unix)]
mod ctrl_c;
mod environment;
mod help;
mod journal;
#[cfg(unix)]
mod kill;
mod list;
mod output;
mod results;
mod rules;
mod run;
mod sandbox;
mod status;
mod wait;

use std::path::Path;
use std::process::{Output, Stdio};

use llama_cloud_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// The program in a folder, with nothing in the environment that names a service.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_llama-batch"));
    command.current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    for name in ["API_KEY", "BASE_URL", "CUSTOM_HEADERS"] {
        command.env_remove(format!("LLAMA_CLOUD_{name}"));
    }
    command.env_remove("LLAMA_PARSE_API_KEY");
    command
}

/// The same with a sandbox that a test controls, as if it were the service.
fn command_against(sandbox: &Sandbox, folder: &Path) -> Command {
    let mut command = command(folder);
    command.env("LLAMA_CLOUD_BASE_URL", sandbox.url()).env("LLAMA_CLOUD_API_KEY", sandbox.key());
    command
}

async fn run(folder: &Path, args: &[&str]) -> Ended {
    Ended::from(command(folder).args(args).output().await.unwrap())
}

async fn run_against(sandbox: &Sandbox, folder: &Path, args: &[&str]) -> Ended {
    Ended::from(command_against(sandbox, folder).args(args).output().await.unwrap())
}

/// A command that leaves nothing on disk, against a sandbox.
async fn ask(sandbox: &Sandbox, args: &[&str]) -> Ended {
    run_against(sandbox, Path::new("."), args).await
}

/// The same with something on standard input.
async fn ask_with_input(sandbox: &Sandbox, args: &[&str], input: &str) -> Ended {
    let mut command = command_against(sandbox, Path::new("."));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    drop(stdin);
    Ended::from(child.wait_with_output().await.unwrap())
}

/// What a command left.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ended {
    fn objects(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let ended = Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        };
        assert!(!ended.stderr.contains("panicked"), "{ended:?}");
        ended
    }
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

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_str(&read(folder, "out/manifest.json")).unwrap()
}

/// A job for a seed.
fn job(id: &str, status: &str) -> Value {
    json!({ "id": id, "job_type": "parse", "project_id": "sandbox-project", "status": status,
            "total_items": 0 })
}

/// A sandbox with these jobs, the oldest first.
async fn sandbox_with(jobs: Vec<Value>) -> Sandbox {
    Sandbox::builder().seed(json!({ "jobs": jobs })).start().await.unwrap()
}
