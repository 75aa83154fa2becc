//! `run --journal`, killed at any moment and given again: no file is uploaded twice, no job is created
//! twice, no result is lost.
//!
//! When to kill is told by what the sandbox has received. A run that is killed between its intent and
//! the POST makes the next one look for a job for ten minutes: there the journal is made to look as if the
//! kill had been a while ago. An upload that may still be on its way is waited for by the runs that are
//! killed once; of the run that is killed again and again the line of one that has provably not arrived
//! is taken out.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
use serde_json::{Value, json};
use tokio::process::Child;

use crate::{Ended, command_against, manifest};

/// A run over files, and the sandbox that it is made against.
struct Killed {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    files: usize,
    send_again: bool,
    kills: usize,
    /// Which request was the last before a kill, and how often.
    at: BTreeMap<String, usize>,
}

impl Killed {
    async fn new(files: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("docs")).unwrap();
        for number in 0..files {
            std::fs::write(folder.path().join(format!("docs/{number:02}.txt")), text(number))
                .unwrap();
        }
        let sandbox = Sandbox::builder().job_time(Duration::from_millis(300)).start().await;
        let (sandbox, at) = (sandbox.unwrap(), BTreeMap::new());
        Self { sandbox, folder, files, send_again: false, kills: 0, at }
    }

    fn start(&self) -> Child {
        let mut command = command_against(&self.sandbox, self.folder.path());
        command.args(["run", "docs", "--out", "out", "--journal", "run.journal"]);
        command.args(["--parallel", "2"]).args(self.send_again.then_some("--send-again"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn received(&self) -> usize {
        self.sandbox.requests().len()
    }

    /// The operation that has come and no kill has followed yet.
    fn new_operation(&self) -> Option<&'static str> {
        let is_new =
            |operation: &&str| self.seen(operation) > 0 && !self.at.contains_key(*operation);
        OPERATIONS.into_iter().find(is_new)
    }

    fn seen(&self, operation: &str) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|r| r.operation.as_deref() == Some(operation)).count()
    }

    /// Starts the command, and kills it as soon as `is_time`; or it ends before.
    async fn kill_when(&mut self, is_time: impl Fn(&Self) -> bool) -> Option<Ended> {
        let mut child = self.start();
        loop {
            if is_time(self) {
                child.kill().await.unwrap();
                break;
            }
            if child.try_wait().unwrap().is_some() {
                return Some(Ended::from(child.wait_with_output().await.unwrap()));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        self.kills += 1;
        let last = self.sandbox.requests().pop().and_then(|request| request.operation);
        let operation = self.new_operation().map(str::to_owned).or(last).unwrap_or_default();
        *self.at.entry(operation).or_default() += 1;
        // What it had sent may still be carried out.
        tokio::time::sleep(DELAY * 2).await;
        self.sandbox.clear_faults();
        self.is_whole_so_far();
        None
    }

    /// Whatever stands under the name of a result is a whole one.
    fn is_whole_so_far(&self) {
        for number in 0..self.files {
            let path = self.folder.path().join(format!("out/docs/{number:02}.txt.md"));
            if let Ok(found) = std::fs::read_to_string(path) {
                assert_eq!(found, text(number));
            }
        }
    }

    fn journal(&self) -> Vec<Value> {
        let path = self.folder.path().join("run.journal");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        // A kill tears the last line at most.
        let lines: Vec<&str> = text.lines().collect();
        let read = |(index, line): (usize, &&str)| match serde_json::from_str(line) {
            Ok(line) => Some(line),
            Err(_) if index + 1 == lines.len() => None,
            Err(error) => panic!("{line}: {error}"),
        };
        lines.iter().enumerate().filter_map(read).collect()
    }

    /// Whether a file is in the directory.
    fn has_arrived(&self, unique_id: &str) -> bool {
        self.sandbox.requests().iter().any(|request| {
            request.operation.as_deref() == Some("directories.files.upload")
                && request.committed
                && String::from_utf8_lossy(&request.body).contains(unique_id)
        })
    }

    /// Lets the time go by in which a request that was sent before a kill may be carried out.
    fn wait_in_the_journal(&mut self) {
        let mut lines = self.journal();
        let is_created = lines.iter().any(|line| line["event"] == "created");
        lines.retain(|line| {
            line["event"] != "uploading" || self.has_arrived(line["unique_id"].as_str().unwrap())
        });
        for line in &mut lines {
            match line["event"].as_str() {
                Some("intent") if !is_created && self.sandbox.jobs().is_empty() => {
                    assert_eq!(committed(&self.sandbox, "create"), 0);
                    line["t"] = json!(LONG_AGO);
                    self.send_again = true;
                }
                _ => {}
            }
        }
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(self.folder.path().join("run.journal"), text).unwrap();
    }

    async fn end(&self) {
        let output = self.start().wait_with_output().await.unwrap();
        self.check(&Ended::from(output));
    }

    /// Nothing is lost, and nothing is there twice.
    fn check(&self, ended: &Ended) {
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let (jobs, folder) = (self.sandbox.jobs(), self.folder.path());
        assert_eq!((jobs.len(), jobs[0].total_items), (1, self.files));
        assert_eq!(committed(&self.sandbox, "create"), 1);
        assert_eq!(committed(&self.sandbox, "directories.files.upload"), self.files);
        let names = (0..self.files).map(|number| format!("{number:02}.txt.md"));
        assert_eq!(files_of(&folder.join("out/docs")), names.collect::<Vec<_>>());
        assert_eq!(files_of(&folder.join("out")), ["docs", "manifest.json"]);
        self.is_whole_so_far();
        let manifest = manifest(folder);
        assert_eq!(manifest["job_id"], jobs[0].id.as_str());
        let inputs = manifest["inputs"].as_array().unwrap();
        assert_eq!(inputs.len(), self.files);
        for (number, input) in inputs.iter().enumerate() {
            assert_eq!(input["input"], format!("docs/{number:02}.txt"));
            assert_eq!(input["status"], "completed");
            assert_eq!(input["result"], format!("docs/{number:02}.txt.md"));
        }
        assert_eq!(self.journal().last().unwrap()["event"], "done");
    }
}

fn text(number: usize) -> String {
    format!("the text of {number}\n").repeat(number + 1)
}

/// How many requests for an operation did what they asked for.
fn committed(sandbox: &Sandbox, operation: &str) -> usize {
    let requests = sandbox.requests();
    let of = requests.iter().filter(|r| r.operation.as_deref() == Some(operation) && r.committed);
    of.count()
}

fn files_of(folder: &Path) -> Vec<String> {
    let names = folder.read_dir().unwrap().map(|file| file.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// At every step: after a few requests of each run, while the last of them is still to be carried out,
/// while it is being answered, or right when it has come.
#[tokio::test]
async fn r81_a_run_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let mut run = Killed::new(24).await;
    let mut allowed = 1;
    let ended = loop {
        let until = run.received() + allowed;
        let on = Match::any().nth(allowed as u64);
        match run.kills % 3 {
            0 => run.sandbox.fault(on, Fault::DelayAfterCommit(FOR_EVER)),
            1 => run.sandbox.fault(on, Fault::Delay(DELAY)),
            _ => {}
        }
        for operation in OPERATIONS {
            if !run.at.contains_key(operation) {
                let on = Match::operation(operation);
                run.sandbox.fault(on, Fault::DelayAfterCommit(FOR_EVER));
            }
        }
        let before = run.journal().len();
        let is_time = |run: &Killed| run.received() >= until || run.new_operation().is_some();
        if let Some(ended) = run.kill_when(is_time).await {
            break ended;
        }
        run.wait_in_the_journal();
        // A run that only looks at what there is never gets anywhere.
        let is_stuck = run.journal().len() <= before;
        allowed = if is_stuck { allowed + 1 } else { 3 };
    };
    run.check(&ended);
    println!("{} kills, 0 lost, 0 doubled; at {:?}", run.kills, run.at);
    assert!(run.kills >= 30, "{} kills", run.kills);
    for operation in OPERATIONS {
        assert!(run.at.contains_key(operation), "no kill at {operation}: {:?}", run.at);
    }
}

/// At one moment each, and gone on with at once.
#[tokio::test]
async fn r81_a_run_that_is_killed_once_loses_and_doubles_nothing() {
    let held = || Fault::DelayAfterCommit(FOR_EVER);
    let moments = [
        ("directories.create", 1, held()),
        ("directories.files.upload", 1, held()),
        ("directories.files.upload", 6, held()),
        // It arrives when the next run has begun.
        ("directories.files.upload", 11, Fault::Delay(DELAY * 20)),
        ("directories.files.upload", 12, Fault::DropAfterCommit),
        ("create", 1, held()),
        ("create", 1, Fault::Delay(DELAY * 20)),
        ("create", 1, Fault::DropAfterCommit),
        ("get_status", 1, held()),
        ("get_status", 2, Fault::Delay(FOR_EVER)),
        ("job_items.list", 1, held()),
        ("parsing.get", 1, held()),
        ("parsing.get", 7, Fault::Delay(FOR_EVER)),
        ("parsing.get", 12, held()),
        ("directories.delete", 1, held()),
    ];
    let kills = moments.len();
    let runs = moments.into_iter().map(|(operation, nth, fault)| async move {
        let mut run = Killed::new(12).await;
        run.sandbox.fault(Match::operation(operation).nth(nth as u64), fault);
        let ended = run.kill_when(|run| run.seen(operation) >= nth).await;
        assert!(ended.is_none(), "not killed at {operation} {nth}: {ended:?}");
        run.end().await;
    });
    // Some wait, so that others can work meanwhile.
    stream::iter(runs).buffer_unordered(6).collect::<()>().await;
    println!("{kills} kills, 0 lost, 0 doubled");
}

const OPERATIONS: [&str; 7] = [
    "directories.create",
    "directories.files.upload",
    "create",
    "get_status",
    "job_items.list",
    "parsing.get",
    "directories.delete",
];
const DELAY: Duration = Duration::from_millis(50);
const FOR_EVER: Duration = Duration::from_secs(3600);
const LONG_AGO: &str = "2026-03-01T12:00:00Z";
