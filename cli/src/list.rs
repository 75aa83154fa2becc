//! `list`: the jobs that there are, the newest first.

use llama_cloud::{BatchListParams, LlamaCloud};

use crate::args::{Global, ListArgs};
use crate::job_row::JobRow;
use crate::rows::Rows;
use crate::stop::{End, Stop};

pub(crate) async fn list(
    client: &LlamaCloud,
    global: &Global,
    args: &ListArgs,
) -> Result<End, Stop> {
    let params = BatchListParams::builder()
        .maybe_status(args.status.as_deref())
        .maybe_directory_id(args.directory.as_deref())
        .limit(i64::from(args.limit).min(PAGE))
        .build();
    let mut rows = Rows::new::<JobRow<'_>>(global.json);
    let mut jobs = client.beta().batch().list(&params).items();
    for _ in 0..args.limit {
        let Some(job) = jobs.next().await else { break };
        match job {
            Ok(job) => rows.push(&JobRow(&job))?,
            Err(error) => {
                // What came before the error is true nevertheless.
                rows.end_early()?;
                return Err(error.into());
            }
        }
        if rows.is_closed() {
            return Ok(End::Completed);
        }
    }
    rows.end()?;
    Ok(End::Completed)
}

/// How many jobs are asked for in one request at most.
const PAGE: i64 = 100;
