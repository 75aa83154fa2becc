//! The items of a batch job, and what was done with each.

use endpoint::PageItem;
use serde_json::Value;

use super::config::JobConfig;
use super::job::JobType;
use crate::object::object;
use crate::open_enum::open_enum;
use crate::timestamp::Timestamp;

object! {
    /// One file of a batch job, and what became of it.
    ///
    /// Contract: `BatchJobItem`.
    pub struct BatchJobItem {
        /// The identifier of the item, for its processing results.
        item_id: String,
        /// The name of the file.
        item_name: String,
        /// The state of the item.
        status: ItemStatus,
        /// When the item was done.
        completed_at?: Timestamp,
        /// From when the record holds.
        effective_at?: Timestamp,
        /// What went wrong, if the item failed.
        error_message?: String,
        /// The parse or extract job that did the work (not the batch job): the id for
        /// `parsing().get`.
        job_id?: String,
        /// The record of that job.
        job_record_id?: String,
        /// Why the item was skipped: `already_processed`, `size_limit_exceeded`, or another text.
        skip_reason?: String,
        /// When work on the item began.
        started_at?: Timestamp,
    }
}

open_enum! {
    /// The state of an item. Contract: `ItemStatus`.
    pub enum ItemStatus {
        /// Not started.
        Pending = "pending",
        /// Done.
        Completed = "completed",
        /// Failed; its `error_message` says why.
        Failed = "failed",
        /// Cancelled with its job.
        Cancelled = "cancelled",
        /// Under way.
        Processing = "processing",
        /// Skipped; its `skip_reason` says why.
        Skipped = "skipped",
    }
}

object! {
    /// What was done with an item.
    ///
    /// Contract: `ItemProcessingResults`.
    pub struct ItemProcessingResults {
        /// The item.
        item_id: String,
        /// The name of the file.
        item_name: String,
        /// What was done with it; absent or null while nothing is.
        processing_results?: Vec<ProcessingResult>,
    }
}

object! {
    /// One result of processing an item. It names where the service keeps the output; the text comes
    /// from `parsing().get` with the item's `job_id`.
    ///
    /// Contract: `ProcessingResult`.
    pub struct ProcessingResult {
        /// The item.
        item_id: String,
        /// The configuration that it was processed with.
        job_config: JobConfig,
        /// What was done.
        job_type: JobType,
        /// Where the service keeps the output.
        output_s3_path: String,
        /// A hash of the parameters.
        parameters_hash: String,
        /// When it was done.
        processed_at: Timestamp,
        /// The identifier of the result.
        result_id: String,
        /// Data on the output; empty so far.
        output_metadata?: Value,
    }
}

impl PageItem for BatchJobItem {
    fn page_item_id(&self) -> Option<&str> {
        Some(&self.item_id)
    }
}
