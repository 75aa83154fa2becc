//! `wait`: until jobs have ended.

use std::time::Duration;

use llama_cloud::LlamaCloud;

use crate::args::{Global, WaitArgs};
use crate::bars::Bars;
use crate::job_ids::job_ids;
use crate::job_row::{JobRow, is_complete};
use crate::rows::Rows;
use crate::stop::{End, Stop};

pub(crate) async fn wait(
    client: &LlamaCloud,
    global: &Global,
    args: &WaitArgs,
) -> Result<End, Stop> {
    let ids = job_ids(&args.jobs).await?;
    let bars = Bars::new();
    let bar = bars.time("waiting");
    bar.set_message(match ids.len() {
        1 => "for 1 job".to_owned(),
        jobs => format!("for {jobs} jobs"),
    });
    let mut wait = client.beta().batch().wait_all(ids.clone());
    if let Some(deadline) = args.deadline {
        wait = wait.deadline(Duration::from_secs(deadline));
    }
    if let Some(stall) = args.stall {
        wait = wait.stall(Duration::from_secs(stall));
    }
    let ended = wait.await;
    bar.finish_and_clear();

    let mut rows = Rows::new::<JobRow<'_>>(global.json);
    let mut end = End::Completed;
    for (id, ended) in ids.iter().zip(&ended) {
        match ended {
            Ok(job) => {
                rows.push(&JobRow(job))?;
                end = end.and(if is_complete(job) { End::Completed } else { End::Incomplete });
            }
            Err(error) => {
                let stop = Stop::from(error);
                rows.failed(id, &stop.to_string())?;
                end = end.and(stop.end());
            }
        }
    }
    rows.end()?;
    Ok(end)
}
