//! Jobs as rows.

use llama_cloud::{BatchJob, BatchJobStatus, BatchJobStatusValue, Timestamp};
use serde_json::{Value, json};

use crate::rows::Row;
use crate::table::Column;

/// A job as a list shows it.
pub(crate) struct JobRow<'a>(pub(crate) &'a BatchJob);

/// A job as it tells itself, with how much of it is done.
pub(crate) struct StatusRow<'a>(pub(crate) &'a BatchJobStatus);

/// Whether a job completed, and all of its items did.
pub(crate) fn is_complete(job: &BatchJob) -> bool {
    let is_zero = |count: Option<i64>| count.unwrap_or_default() == 0;
    job.status == BatchJobStatusValue::Completed
        && is_zero(job.failed_items)
        && is_zero(job.skipped_items)
}

impl Row for JobRow<'_> {
    const COLUMNS: &'static [Column] = &[
        Column::Left("JOB"),
        Column::Left("TYPE"),
        Column::Left("STATUS"),
        Column::Right("ITEMS"),
        Column::Right("DONE"),
        Column::Right("FAILED"),
        Column::Right("SKIPPED"),
        Column::Left("CREATED"),
        Column::Left("ENDED"),
        Column::Left("ERROR"),
    ];

    fn cells(&self) -> Vec<String> {
        let mut cells = counts(self.0);
        cells.extend(times(self.0));
        cells
    }

    fn object(&self) -> Value {
        let job = self.0;
        let text = |time: &Option<Timestamp>| time.as_ref().map(|time| time.as_str().to_owned());
        json!({
            "job_id": job.id,
            "job_type": job.job_type.as_str(),
            "status": job.status.as_str(),
            "total_items": job.total_items,
            "processed_items": job.processed_items,
            "failed_items": job.failed_items,
            "skipped_items": job.skipped_items,
            "directory_id": job.directory_id,
            "project_id": job.project_id,
            "created_at": text(&job.created_at),
            "started_at": text(&job.started_at),
            "completed_at": text(&job.completed_at),
            "error_message": job.error_message,
        })
    }
}

impl Row for StatusRow<'_> {
    const COLUMNS: &'static [Column] = &[
        Column::Left("JOB"),
        Column::Left("TYPE"),
        Column::Left("STATUS"),
        Column::Right("ITEMS"),
        Column::Right("DONE"),
        Column::Right("FAILED"),
        Column::Right("SKIPPED"),
        Column::Right("PERCENT"),
        Column::Left("CREATED"),
        Column::Left("ENDED"),
        Column::Left("ERROR"),
    ];

    fn cells(&self) -> Vec<String> {
        let mut cells = counts(&self.0.job);
        // Rounded down: 100 is said of nothing that is not done.
        cells.push(self.0.progress_percentage.floor().to_string());
        cells.extend(times(&self.0.job));
        cells
    }

    fn object(&self) -> Value {
        let mut object = JobRow(&self.0.job).object();
        if let Some(members) = object.as_object_mut() {
            members.insert("progress_percentage".into(), self.0.progress_percentage.into());
        }
        object
    }
}

fn counts(job: &BatchJob) -> Vec<String> {
    let count = |count: Option<i64>| count.map_or_else(|| "-".to_owned(), |n| n.to_string());
    vec![
        job.id.clone(),
        job.job_type.to_string(),
        job.status.to_string(),
        job.total_items.to_string(),
        count(job.processed_items),
        count(job.failed_items),
        count(job.skipped_items),
    ]
}

fn times(job: &BatchJob) -> [String; 3] {
    let time = |time: &Option<Timestamp>| time.as_ref().map_or_else(|| "-".to_owned(), to_second);
    let error = job.error_message.clone().unwrap_or_else(|| "-".to_owned());
    [time(&job.created_at), time(&job.completed_at), error]
}

/// A time without its fraction; as it came if it can't be read.
fn to_second(time: &Timestamp) -> String {
    time.instant().map_or_else(|_| time.to_string(), |instant| format!("{instant:.0}"))
}
