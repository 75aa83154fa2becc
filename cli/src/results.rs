//! `results`: what came out of a job, whoever made it.

use std::path::Path;
use std::time::Duration;

use llama_cloud::{BatchJob, LlamaCloud};
use serde_json::json;

use crate::args::{Global, ResultsArgs};
use crate::bars::Bars;
use crate::fate::{Fate, report};
use crate::rows::{Row, Rows};
use crate::say::say;
use crate::stop::{End, Stop};

pub(crate) async fn results(
    client: &LlamaCloud,
    global: &Global,
    args: &ResultsArgs,
) -> Result<End, Stop> {
    let batch = client.beta().batch();
    let mut job = batch.get_status(&args.job).await?.job;
    let was_final = job.status.is_final();
    if !was_final {
        say(format_args!("the job is {}: results come as its items finish", job.status));
    }
    let folder = args.out.out.as_path();
    let mut results = client.results(&job.id).folder(folder);
    if let Some(parallel) = args.out.parallel {
        results = results.at_once(usize::from(parallel));
    }
    if let Some(deadline) = args.out.deadline {
        results = results.deadline(Duration::from_secs(deadline));
    }
    if let Some(stall) = args.out.stall {
        results = results.stall(Duration::from_secs(stall));
    }

    let bars = Bars::new();
    let bar = bars.items(u64::try_from(job.total_items).unwrap_or_default(), 0, "results");
    let mut rows = Rows::new::<Fate>(global.json);
    let mut fates = Vec::new();
    let mut stopped = None;
    let mut results = results.stream();
    while let Some(result) = results.next().await {
        match result {
            Ok(result) => {
                let fate = Fate::of_item(result, folder);
                bars.aside(|| rows.now(&fate))?;
                fates.push(fate);
                bar.inc(1);
            }
            Err(error) => stopped = Some(Stop::from(&error)),
        }
    }
    bar.finish_and_clear();
    // They come as they finish, and that is another order each time.
    fates.sort_by(|a, b| a.input.cmp(&b.input));
    if !was_final && stopped.is_none() {
        job = batch.get_status(&args.job).await?.job;
    }
    write_manifest(folder, &job, &fates)?;
    let end = report(rows, Some(&job.id), Some(job.status.as_str()), &fates)?;
    stopped.map_or(Ok(end), Err)
}

/// Writes down what became of each item: beside the target, so that there never is half a file.
fn write_manifest(folder: &Path, job: &BatchJob, fates: &[Fate]) -> Result<(), Stop> {
    let manifest = json!({
        "job_id": job.id,
        "job_status": job.status.as_str(),
        "inputs": fates.iter().map(Row::object).collect::<Vec<_>>(),
    });
    let (path, part) = (folder.join("manifest.json"), folder.join(".manifest.json.part"));
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&part, format!("{manifest:#}\n")))
        .and_then(|()| std::fs::rename(&part, &path));
    written.map_err(|error| Stop::input(format!("can't write `{}`: {error}", path.display())))
}
