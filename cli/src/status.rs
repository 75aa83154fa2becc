//! `status`: where jobs stand.

use futures_util::{StreamExt, stream};
use llama_cloud::LlamaCloud;

use crate::args::{Global, StatusArgs};
use crate::job_ids::job_ids;
use crate::job_row::StatusRow;
use crate::rows::Rows;
use crate::stop::{End, Stop};

pub(crate) async fn status(
    client: &LlamaCloud,
    global: &Global,
    args: &StatusArgs,
) -> Result<End, Stop> {
    let ids = job_ids(&args.jobs).await?;
    let mut rows = Rows::new::<StatusRow<'_>>(global.json);
    let mut end = End::Completed;
    let looks = ids.into_iter().map(|id| async move {
        let status = client.beta().batch().get_status(&id).await;
        (id, status)
    });
    let mut looks = stream::iter(looks).buffered(AT_ONCE);
    while let Some((id, status)) = looks.next().await {
        match status {
            Ok(status) => rows.push(&StatusRow(&status))?,
            Err(error) => {
                rows.failed(&id, &error.to_string())?;
                end = end.and(End::CallFailed);
            }
        }
        if rows.is_closed() {
            break;
        }
    }
    rows.end()?;
    Ok(end)
}

/// How many jobs are asked for at the same time.
const AT_ONCE: usize = 8;
