//! Batch jobs, and where they stand.

use endpoint::PageItem;

use crate::object::object;
use crate::open_enum::open_enum;
use crate::timestamp::Timestamp;

object! {
    /// A batch job.
    ///
    /// Contract: `BatchJob`.
    pub struct BatchJob {
        /// The identifier of the job.
        id: String,
        /// What the job does with its items.
        job_type: JobType,
        /// The project that the job belongs to.
        project_id: String,
        /// The state of the job.
        status: BatchJobStatusValue,
        /// How many items there are; 0 until the job has been dispatched.
        total_items: i64,
        /// When the job ended.
        completed_at?: Timestamp,
        /// When the job was made, by the service's clock.
        created_at?: Timestamp,
        /// The directory whose files the job works on, if it was made over one.
        directory_id?: String,
        /// From when the job holds.
        effective_at?: Timestamp,
        /// What went wrong, if the job failed.
        error_message?: String,
        /// How many items failed.
        failed_items?: i64,
        /// The record of the job.
        job_record_id?: String,
        /// How many items are done.
        processed_items?: i64,
        /// How many items were skipped.
        skipped_items?: i64,
        /// When work began.
        started_at?: Timestamp,
        /// When the job last changed.
        updated_at?: Timestamp,
        /// The workflow that runs the job.
        workflow_id?: String,
    }
}

object! {
    /// Where a batch job stands.
    ///
    /// Contract: `BatchJobStatus`.
    pub struct BatchJobStatus {
        /// The job as it stands.
        job: BatchJob,
        /// How much of it is done, 0 to 100; passed on as it came.
        progress_percentage: f64,
    }
}

object! {
    /// What became of a cancellation.
    ///
    /// Contract: `BatchCancelResponse`.
    pub struct BatchCancelResponse {
        /// The job that was to be cancelled.
        job_id: String,
        /// What the service says about it.
        message: String,
        /// How many items were done by then.
        processed_items: i64,
        /// The state of the job now: `cancelled`, or how it had ended before.
        status: BatchJobStatusValue,
    }
}

open_enum! {
    /// What a batch does with its items. Contract: `JobType`.
    pub enum JobType {
        /// Each file is parsed.
        Parse = "parse",
        /// Data is extracted from each file.
        Extract = "extract",
        /// Each file is classified.
        Classify = "classify",
    }
}

open_enum! {
    /// The state of a batch job. Contract: `BatchJobStatusValue`.
    pub enum BatchJobStatusValue {
        /// Not started.
        Pending = "pending",
        /// Under way.
        Running = "running",
        /// Handed to workers, none of which has started.
        Dispatched = "dispatched",
        /// Ended; some items may have failed or been skipped.
        Completed = "completed",
        /// Ended by a failure of the job itself.
        Failed = "failed",
        /// Ended by a cancellation.
        Cancelled = "cancelled",
    }
}

impl BatchJobStatusValue {
    /// Whether a job in this state has ended: completed, failed or cancelled. A state that this
    /// version does not know has not.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

impl PageItem for BatchJob {
    fn page_item_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}
