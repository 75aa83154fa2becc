//! `wait`: until jobs have ended.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use llama_cloud::{BatchJob, LlamaCloud};

use crate::args::{Global, WaitArgs};
use crate::bars::Bars;
use crate::job_ids::job_ids;
use crate::job_row::{JobRow, is_complete};
use crate::rows::Rows;
use crate::say::clean;
use crate::stop::{End, Stop};

pub(crate) async fn wait(
    client: &LlamaCloud,
    global: &Global,
    args: &WaitArgs,
) -> Result<End, Stop> {
    let ids = job_ids(&args.jobs).await?;
    let mut changes = client.beta().batch().watch_all(ids.clone());
    if let Some(deadline) = args.deadline {
        changes = changes.deadline(Duration::from_secs(deadline));
    }
    if let Some(stall) = args.stall {
        changes = changes.stall(Duration::from_secs(stall));
    }

    let bars = Bars::new();
    let bar = bars.items(ids.len() as u64, 0, "waiting");
    let mut rows = Rows::new::<JobRow<'_>>(global.json);
    let mut jobs = HashMap::<String, BatchJob>::new();
    let mut given_up = HashMap::<String, End>::new();
    let mut ended = 0;
    while ended < ids.len() {
        match changes.next().await {
            None => break,
            // It was given up, and moves again.
            Some(Ok(job)) if given_up.contains_key(&job.id) => continue,
            Some(Ok(job)) => {
                bars.aside(|| rows.now(&JobRow(&job)))?;
                ended += usize::from(job.status.is_final());
                jobs.insert(job.id.clone(), job);
            }
            Some(Err(error)) if given_up.contains_key(error.job_id()) => continue,
            Some(Err(error)) => {
                let stop = Stop::from(&error);
                bars.aside(|| rows.failed(error.job_id(), &stop.to_string()))?;
                ended += 1;
                given_up.insert(error.job_id().to_owned(), stop.end());
            }
        }
        bar.set_position(ended as u64);
        bar.set_message(states(&jobs));
    }
    bar.finish_and_clear();

    let mut end = End::Completed;
    for id in &ids {
        match (given_up.get(id), jobs.get(id)) {
            (Some(of_wait), _) => end = end.and(*of_wait),
            (None, Some(job)) => {
                rows.later(&JobRow(job))?;
                end = end.and(if is_complete(job) { End::Completed } else { End::Incomplete });
            }
            (None, None) => {}
        }
    }
    rows.end()?;
    Ok(end)
}

/// How many jobs are in which state.
fn states(jobs: &HashMap<String, BatchJob>) -> String {
    let mut states = BTreeMap::<&str, usize>::new();
    for job in jobs.values() {
        *states.entry(job.status.as_str()).or_default() += 1;
    }
    let states: Vec<String> =
        states.iter().map(|(state, count)| format!("{count} {}", clean(state))).collect();
    states.join(", ")
}
