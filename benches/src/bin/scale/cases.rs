//! What is measured.

use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use project_benches::report::Bound;

use crate::Options;
use crate::measured::Measured;
use crate::sandbox::{Program, Sandbox};
use crate::table::Table;

mod jobs;
mod run;
mod uploads;

/// What all cases have in common.
pub(crate) struct Bench<'o> {
    pub(crate) options: &'o Options,
    pub(crate) program: Program,
    pub(crate) table: Table,
}

type Done<T = ()> = Result<T, Box<dyn Error>>;

impl Bench<'_> {
    fn sandbox(&self) -> io::Result<Sandbox> {
        self.program.start::<&str>([])
    }
}

/// This program, as the client that does `what` with a sandbox.
fn client(what: &str, sandbox: &Sandbox) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["client", what, "--url", &sandbox.url]);
    Ok(command)
}

/// Runs a client to its end.
fn measured(command: &mut Command) -> Done<Measured> {
    let output = command.stderr(Stdio::inherit()).output()?;
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout)?),
        false => Err("a client failed".into()),
    }
}

/// Fills a folder with different files of a size.
fn fill(folder: &Path, files: usize, size: usize) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for number in 0..files {
        let mut text = format!("Letter {number}\n\nWords, and more words.\n").repeat(size / 32 + 1);
        text.truncate(size);
        fs::write(folder.join(format!("letter-{number:06}.txt")), text)?;
    }
    Ok(())
}

/// A client's run, and what the sandbox's processor took for it.
#[derive(Clone)]
struct Taken {
    measured: Measured,
    sandbox: f64,
}

/// The run that took the middle time of several, with the most memory that any of them had.
fn median(mut runs: Vec<Taken>) -> Done<Taken> {
    runs.sort_by(|one, other| one.measured.seconds.total_cmp(&other.measured.seconds));
    let peak = runs.iter().map(|run| run.measured.peak).max().unwrap_or_default();
    let middle = runs.get(runs.len() / 2).cloned();
    let mut middle = middle.ok_or("`--rounds 0` measures nothing")?;
    middle.measured.peak = peak;
    Ok(middle)
}

/// A count as a number to reckon with.
fn float(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The most memory that is taken, in MB.
const MOST_MEMORY: Bound = Bound::AtMost(60.0);
