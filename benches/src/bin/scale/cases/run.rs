//! Files taken through a batch, with a journal.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Bench, Done, MOST_MEMORY, client, fill, measured};
use crate::sandbox::Sandbox;
use crate::table::{Row, megabytes, rate};

impl Bench<'_> {
    /// Runs twice: once to be measured, and once more to count how often it waits for the disk.
    pub(crate) fn run(&mut self) -> Done {
        let files = self.options.files;
        let what = format!("{files} files of 2 kB through a batch");
        eprintln!("{what}");
        let folder = tempfile::tempdir()?;
        let documents = folder.path().join("documents");
        fill(&documents, files, SIZE)?;

        let sandbox = self.sandbox()?;
        let before = sandbox.processor()?;
        let out = folder.path().join("out");
        let measured_run = measured(&mut self.client(&sandbox, &documents, &out)?)?;
        let took = sandbox.processor()? - before;
        drop(sandbox);
        let row = Row { what: &what, client: "run", count: Some(files), sandbox: took };
        self.table.add(&row, &measured_run);
        let part = |part: &str| measured_run.parts.get(part).copied().unwrap_or_default();
        let (upload, results) = (part("upload"), part("results"));
        self.table.note(format!(
            "{what}: uploaded in {upload:.1} s ({:.0} files a second), first result {:.1} s later, results \
             in {results:.1} s ({:.0} a second)",
            rate(files, upload),
            part("first result"),
            rate(files, results),
        ));
        let peak = megabytes(measured_run.peak);
        self.table.hold(&format!("{what}, peak in MB"), peak, MOST_MEMORY);

        eprintln!("{what}, counting syncs");
        let sandbox = self.sandbox()?;
        let out = folder.path().join("out-counted");
        let client = self.client(&sandbox, &documents, &out)?;
        let log = folder.path().join("syncs");
        self.table.note(match syncs(&client, &log, &out) {
            Ok(syncs) => format!("{what}: {syncs}"),
            Err(why) => format!("{what}: syncs not counted, as `strace` does not run: {why}"),
        });
        Ok(())
    }

    fn client(&self, sandbox: &Sandbox, documents: &Path, out: &Path) -> Done<Command> {
        fs::create_dir(out)?;
        let mut command = client("run", sandbox)?;
        command.arg("--folder").arg(documents).arg("--out").arg(out);
        command.args(["--at-once", &self.options.at_once.to_string()]);
        Ok(command)
    }
}

/// Runs a client under `strace`, which stops it at these calls only.
fn syncs(client: &Command, log: &Path, out: &Path) -> Done<String> {
    let mut strace = Command::new("strace");
    strace.args(["--follow-forks", "--seccomp-bpf", "--decode-fds=path", "--quiet=all"]);
    strace.args(["--trace=fsync,fdatasync", "--output"]).arg(log).arg("--");
    let traced = measured(strace.arg(client.get_program()).args(client.get_args()))?;
    let calls = fs::read_to_string(log)?;
    let journal = format!("<{}>", out.join("journal").display());
    let (mut of_journal, mut others) = (0, 0);
    // One that is interrupted by another thread's has a second line, without its path.
    for call in calls.lines().filter(|line| line.contains("sync(")) {
        match call.contains(&journal) {
            true => of_journal += 1,
            false => others += 1,
        }
    }
    let lines = fs::read(out.join("journal"))?.split(|byte| *byte == b'\n').count() - 1;
    Ok(format!(
        "{lines} lines of the journal in {of_journal} syncs, {others} syncs of results \
         (counted in a run of its own, of {:.1} s)",
        traced.seconds
    ))
}

const SIZE: usize = 2_000;
