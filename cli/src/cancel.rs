//! `cancel`: asks for jobs to be cancelled, and says what became of each.

use futures_util::{StreamExt, stream};
use llama_cloud::{BatchCancelParams, BatchCancelResponse, LlamaCloud};
use serde_json::{Value, json};

use crate::args::{CancelArgs, Global};
use crate::job_ids::job_ids;
use crate::rows::{Row, Rows};
use crate::stop::{End, Stop};
use crate::table::Column;

pub(crate) async fn cancel(
    client: &LlamaCloud,
    global: &Global,
    args: &CancelArgs,
) -> Result<End, Stop> {
    let ids = job_ids(&args.jobs).await?;
    let params = BatchCancelParams::builder().maybe_reason(args.reason.as_deref()).build();
    let mut rows = Rows::new::<BatchCancelResponse>(global.json);
    let mut end = End::Completed;
    let asks = ids.into_iter().map(|id| {
        let call = client.beta().batch().cancel(&id, &params);
        async move { (id, call.await) }
    });
    let mut asks = stream::iter(asks).buffered(AT_ONCE);
    // To the last one, even if nobody reads what became of them.
    while let Some((id, answer)) = asks.next().await {
        match answer {
            Ok(answer) => rows.push(&answer)?,
            Err(error) => {
                rows.failed(&id, &error.to_string())?;
                end = end.and(End::CallFailed);
            }
        }
    }
    rows.end()?;
    Ok(end)
}

impl Row for BatchCancelResponse {
    const COLUMNS: &'static [Column] = &[
        Column::Left("JOB"),
        Column::Left("STATUS"),
        Column::Right("DONE"),
        Column::Left("MESSAGE"),
    ];

    fn cells(&self) -> Vec<String> {
        let done = self.processed_items.to_string();
        vec![self.job_id.clone(), self.status.to_string(), done, self.message.clone()]
    }

    fn object(&self) -> Value {
        json!({
            "job_id": self.job_id,
            "status": self.status.as_str(),
            "processed_items": self.processed_items,
            "message": self.message,
        })
    }
}

/// How many jobs are cancelled at the same time.
const AT_ONCE: usize = 8;
