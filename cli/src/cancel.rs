//! `cancel`: asks for jobs to be cancelled, and says what became of each.

use std::collections::HashMap;

use llama_cloud::{BatchCancelParams, BatchCancelResponse, Cancellation, LlamaCloud};
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
    let mut answers = HashMap::new();
    let mut cancellations = client.beta().batch().cancel_all(ids.clone(), &params);
    // To the last one, even if nobody reads what became of them.
    while let Some(Cancellation { job_id, answer, .. }) = cancellations.next().await {
        match answer {
            Ok(answer) => {
                rows.now(&answer)?;
                answers.insert(job_id, answer);
            }
            Err(error) => {
                rows.failed(&job_id, &error.to_string())?;
                end = end.and(End::CallFailed);
            }
        }
    }
    for answer in ids.iter().filter_map(|id| answers.get(id)) {
        rows.later(answer)?;
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
