//! Many jobs waited for.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use serde_json::json;

use project_benches::report::Bound;

use super::{Bench, Done, MOST_MEMORY, client, float, measured};
use crate::client::{PROJECT, job_id};
use crate::table::{Row, megabytes};

impl Bench<'_> {
    /// Waits for jobs in all states that go on by the clock, at the pace that is the default.
    pub(crate) fn wait(&mut self) -> Done {
        let jobs = self.options.jobs;
        eprintln!("waiting for {jobs} jobs");
        let folder = tempfile::tempdir()?;
        let seed = folder.path().join("seed.json");
        write_seed(&seed, jobs)?;
        let seconds = format!("{}s", self.options.job_seconds);
        let sandbox = self.program.start(["--job-time", &seconds, "--seed", &path_text(&seed)?])?;
        let before = sandbox.processor()?;
        let measured = measured(client("wait", &sandbox)?.args(["--jobs", &jobs.to_string()]))?;
        let took = sandbox.processor()? - before;

        let what = format!("{jobs} jobs waited for");
        let row = Row { what: &what, client: "wait_all", count: None, sandbox: took };
        self.table.add(&row, &measured);
        let count = |endpoint: &str| measured.requests.get(endpoint).copied().unwrap_or_default();
        let (lists, rounds) = (count("list"), measured.rounds.max(1));
        let per_round = float(lists) / float(rounds);
        let hundreds = float(jobs.try_into()?) / 100.0;
        self.table.note(format!(
            "{what}: {lists} list requests in {rounds} rounds, {} for single jobs",
            count("get_status")
        ));
        let what = format!("{what}, list requests a round and 100 jobs");
        self.table.hold(&what, per_round / hundreds, Bound::AtMost(1.2));
        let what = format!("{jobs} jobs waited for, peak in MB");
        self.table.hold(&what, megabytes(measured.peak), MOST_MEMORY);
        let what = format!("{jobs} jobs waited for, part of one processor");
        self.table.hold(&what, measured.processor() / measured.seconds, Bound::AtMost(0.25));
        Ok(())
    }
}

/// Jobs of which a quarter has ended, and as many are in each state on the way there.
fn write_seed(path: &Path, jobs: usize) -> Done {
    let statuses = ["pending", "dispatched", "running", "completed"];
    let jobs = (0..jobs).zip(statuses.into_iter().cycle()).map(|(number, status)| {
        json!({
            "id": job_id(number), "job_type": "parse", "project_id": PROJECT,
            "status": status, "total_items": 1, "directory_id": format!("dir-{number:08}"),
            "items": [{
                "item_id": format!("dfl-{number:08}"), "item_name": "letter.txt",
                // A job of which all items have ended would end, too.
                "status": if status == "completed" { status } else { "pending" },
            }],
        })
    });
    let seed = json!({ "jobs": jobs.collect::<Vec<_>>() });
    serde_json::to_writer(BufWriter::new(File::create(path)?), &seed)?;
    Ok(())
}

fn path_text(path: &Path) -> Done<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| "the temporary folder is not UTF-8".into())
}
