//! Files uploaded: many small ones, and a large one.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use project_benches::report::Bound;

use super::{Bench, Done, MOST_MEMORY, Taken, client, fill, measured, median};
use crate::python::{Python, WAYS};
use crate::sandbox::{Program, Sandbox};
use crate::table::{Row, megabytes};

impl Bench<'_> {
    /// Uploads the same files with each client in turn, several times.
    pub(crate) fn upload(&mut self) -> Done {
        let (files, at_once) = (self.options.files, self.options.at_once);
        let folder = tempfile::tempdir()?;
        fill(folder.path(), files, SIZE)?;
        let python = Python::with_sdk(&std::env::current_exe()?.with_file_name("python-sdk"));
        let ways = match &python {
            Ok(python) => {
                self.table.note(python.versions()?);
                &WAYS[..]
            }
            Err(why) => {
                self.table.note(format!("not compared with the Python SDK: {why}"));
                &[]
            }
        };

        let (mut ours, mut theirs) = (Vec::new(), vec![Vec::new(); ways.len()]);
        for round in 1..=self.options.rounds {
            eprintln!("uploading {files} files, round {round} of {}", self.options.rounds);
            ours.push(taken(&self.program, |sandbox| upload(sandbox, folder.path(), at_once))?);
            for (way, runs) in ways.iter().zip(&mut theirs) {
                let Ok(python) = &python else { continue };
                runs.push(taken(&self.program, |sandbox| {
                    Ok(python.upload(&sandbox.url, folder.path(), *way, at_once))
                })?);
            }
        }

        let what = format!("{files} files of 20 kB uploaded");
        let ours = median(ours)?;
        self.add(&what, &format!("upload_all, {at_once} at once"), files, &ours);
        let mut fastest = f64::INFINITY;
        for (way, runs) in ways.iter().zip(theirs) {
            let run = median(runs)?;
            fastest = fastest.min(run.measured.seconds);
            self.add(&what, way.title, files, &run);
        }
        if fastest.is_finite() {
            let faster = fastest / ours.measured.seconds;
            let figure = format!("{what}, times as fast as the fastest way of the Python SDK");
            self.table.hold(&figure, faster, Bound::AtLeast(3.0));
        }
        let peak = megabytes(ours.measured.peak);
        self.table.hold(&format!("{what}, peak in MB"), peak, MOST_MEMORY);
        Ok(())
    }

    /// Uploads one file, which is as long as it says and takes no room on the disk.
    pub(crate) fn large(&mut self) -> Done {
        let size = self.options.large_megabytes * 1_000_000;
        let folder = tempfile::tempdir()?;
        File::create(folder.path().join("large.bin"))?.set_len(size)?;
        let what = format!("one file of {} MB uploaded", self.options.large_megabytes);
        eprintln!("{what}");
        let run = taken(&self.program, |sandbox| upload(sandbox, folder.path(), 1))?;
        let row = Row { what: &what, client: "upload_all", count: None, sandbox: run.sandbox };
        self.table.add(&row, &run.measured);
        let peak = megabytes(run.measured.peak);
        self.table.hold(&format!("{what}, peak in MB"), peak, MOST_MEMORY);
        Ok(())
    }

    /// Uploads the same files with more and more of them under way.
    pub(crate) fn at_once(&mut self) -> Done {
        let files = self.options.files;
        let folder = tempfile::tempdir()?;
        fill(folder.path(), files, SIZE)?;
        let mut runs = IN_FLIGHT.map(|at_once| (at_once, Vec::new()));
        for round in 1..=self.options.rounds {
            eprintln!("uploading {files} files, round {round} of {}", self.options.rounds);
            for (at_once, runs) in &mut runs {
                runs.push(taken(&self.program, |sandbox| {
                    upload(sandbox, folder.path(), *at_once)
                })?);
            }
        }
        let what = format!("{files} files of 20 kB uploaded");
        for (at_once, runs) in runs {
            self.add(&what, &format!("upload_all, {at_once} at once"), files, &median(runs)?);
        }
        Ok(())
    }

    fn add(&mut self, what: &str, client: &str, files: usize, run: &Taken) {
        let row = Row { what, client, count: Some(files), sandbox: run.sandbox };
        self.table.add(&row, &run.measured);
    }
}

/// Measures a client with a sandbox that holds nothing yet.
fn taken(program: &Program, client: impl FnOnce(&Sandbox) -> Done<Command>) -> Done<Taken> {
    let sandbox = program.start::<&str>([])?;
    let before = sandbox.processor()?;
    let measured = measured(&mut client(&sandbox)?)?;
    Ok(Taken { measured, sandbox: sandbox.processor()? - before })
}

fn upload(sandbox: &Sandbox, folder: &Path, at_once: usize) -> Done<Command> {
    let mut command = client("upload", sandbox)?;
    command.arg("--folder").arg(folder).args(["--at-once", &at_once.to_string()]);
    Ok(command)
}

const SIZE: usize = 20_000;
const IN_FLIGHT: [usize; 4] = [8, 16, 32, 64];
