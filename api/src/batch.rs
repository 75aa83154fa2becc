//! Batch jobs.

use endpoint::{Call, Endpoints, OffsetPage, endpoint};

// With their builders, which could not be named otherwise.
pub use self::classify::*;
pub use self::config::JobConfig;
pub use self::items::*;
pub use self::job::*;
pub use self::language::*;
pub use self::params::*;
pub use self::parse::*;
pub use self::webhook::*;

mod classify;
mod config;
mod items;
mod job;
mod language;
mod params;
mod parse;
mod webhook;

/// Batch jobs: parse or classify every file of a directory, or a list of items.
///
/// `client.beta().batch()` gives it.
pub trait BatchEndpoints: Endpoints {
    /// Creates a batch job.
    ///
    /// One POST, never sent twice: where an error's [`outcome`](endpoint::Error::outcome) is unknown,
    /// the job may exist.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if `params` has neither `directory_id` nor `item_ids`;
    /// [`Kind::Status`](crate::Kind::Status) if the service refuses them.
    ///
    /// Contract: `create`, answer `BatchJob`.
    #[endpoint(post = "/api/v1/beta/batch-processing")]
    fn create(&self, #[params] params: &BatchCreateParams) -> Call<BatchJob>;

    /// Lists batch jobs, the newest first.
    ///
    /// Awaited, it gives one page; its `.items()` and `.pages()` are streams of all.
    ///
    /// Contract: `list`, answer a page of `BatchJob`.
    #[endpoint(get = "/api/v1/beta/batch-processing")]
    fn list(&self, #[params] params: &BatchListParams) -> Call<OffsetPage<BatchJob>>;

    /// Returns where a job stands: its state, its counts, and how much of it is done.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if `job_id` is empty, `.` or `..`;
    /// [`Kind::Status`](crate::Kind::Status) with 404 if there is no such job.
    ///
    /// Contract: `get_status`, answer `BatchJobStatus`.
    #[endpoint(get = "/api/v1/beta/batch-processing/{job_id}")]
    fn get_status(&self, job_id: &str) -> Call<BatchJobStatus>;

    /// Cancels a job.
    ///
    /// Idempotent. The answer's `status` is `cancelled`, or how the job had ended before.
    ///
    /// Contract: `cancel`, answer `BatchCancelResponse`.
    #[endpoint(post = "/api/v1/beta/batch-processing/{job_id}/cancel", idempotent)]
    fn cancel(
        &self,
        job_id: &str,
        #[params] params: &BatchCancelParams,
    ) -> Call<BatchCancelResponse>;

    /// The items of batch jobs.
    fn job_items(&self) -> &dyn JobItemsEndpoints {
        self.client()
    }
}

/// The items of batch jobs.
///
/// `client.beta().batch().job_items()` gives it.
pub trait JobItemsEndpoints: Endpoints {
    /// Lists the items of a job with their states.
    ///
    /// Contract: `job_items.list`, answer a page of `BatchJobItem`.
    #[endpoint(get = "/api/v1/beta/batch-processing/{job_id}/items")]
    fn list(
        &self,
        job_id: &str,
        #[params] params: &JobItemListParams,
    ) -> Call<OffsetPage<BatchJobItem>>;

    /// Returns what was done with an item.
    ///
    /// It names where the service keeps the output. The text itself comes from
    /// [`parsing().get`](crate::ParsingEndpoints::get) with the item's `job_id`.
    ///
    /// Contract: `job_items.get_processing_results`, answer `ItemProcessingResults`.
    #[endpoint(get = "/api/v1/beta/batch-processing/items/{item_id}/processing-results")]
    fn get_processing_results(
        &self,
        item_id: &str,
        #[params] params: &JobItemGetProcessingResultsParams,
    ) -> Call<ItemProcessingResults>;
}
