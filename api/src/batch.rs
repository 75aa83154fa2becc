//! Batch jobs.

use endpoint::{Call, Endpoints, OffsetPage, endpoint};

// With their builders, which could not be named otherwise.
pub use self::cancel_all::{CancelAll, Cancellation};
pub use self::classify::*;
pub use self::config::JobConfig;
pub use self::items::*;
pub use self::job::*;
pub use self::language::*;
pub use self::params::*;
pub use self::parse::*;
pub use self::submit::Submit;
pub use self::submit_error::SubmitError;
pub use self::wait::{Wait, Watch};
pub use self::wait_all::WaitAll;
pub use self::wait_error::{WaitError, WaitErrorKind};
pub use self::watch_all::WatchAll;
pub use self::webhook::*;

pub(crate) use self::made::JobsMade;
pub(crate) use self::wait::is_missed_look;

mod cancel_all;
mod classify;
mod config;
mod dated;
mod items;
mod job;
mod language;
mod made;
mod pace;
mod params;
mod parse;
mod rounds;
mod submit;
mod submit_error;
mod wait;
mod wait_all;
mod wait_error;
mod waited;
mod watch_all;
mod webhook;

/// Batch jobs: parse or classify every file of a directory, or a list of items.
///
/// `client.beta().batch()` gives it.
pub trait BatchEndpoints: Endpoints {
    /// Creates a batch job.
    ///
    /// One POST, never sent twice: where an error's [`outcome`](endpoint::Error::outcome) is unknown,
    /// the job may exist. [`submit`](Self::submit) goes on from there. Dropping the call after it was
    /// sent leaves the outcome unknown too.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if `params` has neither `directory_id` nor `item_ids`;
    /// [`Kind::Status`](crate::Kind::Status) if the service refuses them.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::{BatchCreateParams, JobConfig, LlamaCloud};
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let directory = sandbox.directory(&[("a.txt", b"words")]);
    /// let params = BatchCreateParams::builder()
    ///     .job_config(JobConfig::parse())
    ///     .directory_id(directory)
    ///     .build();
    /// let job = client.beta().batch().create(&params).await?;
    /// println!("{} is {}", job.id, job.status);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    ///
    /// Contract: `create`, answer `BatchJob`.
    #[endpoint(post = "/api/v1/beta/batch-processing")]
    fn create(&self, #[params] params: &BatchCreateParams) -> Call<BatchJob>;

    /// Lists batch jobs, the newest first.
    ///
    /// Awaited, it gives one page; its `.items()` and `.pages()` are streams of all.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::{BatchListParams, BatchJobStatusValue, LlamaCloud};
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// let params = BatchListParams::builder().status(BatchJobStatusValue::Completed).build();
    /// let mut jobs = client.beta().batch().list(&params).items();
    /// while let Some(job) = jobs.next().await {
    ///     println!("{}", job?.id);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    ///
    /// Contract: `list`, answer a page of `BatchJob`.
    #[endpoint(get = "/api/v1/beta/batch-processing")]
    fn list(&self, #[params] params: &BatchListParams) -> Call<OffsetPage<BatchJob>>;

    /// Returns where a job stands: its state, its counts, and how much of it is done.
    ///
    /// Asks once. To wait for the end use [`wait`](Self::wait), which asks less often the longer a job
    /// takes.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if `job_id` is empty, `.` or `..`;
    /// [`Kind::Status`](crate::Kind::Status) with 404 if there is no such job.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::LlamaCloud;
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// let status = client.beta().batch().get_status(&job_id).await?;
    /// println!("{} %", status.progress_percentage);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    ///
    /// Contract: `get_status`, answer `BatchJobStatus`.
    #[endpoint(get = "/api/v1/beta/batch-processing/{job_id}")]
    fn get_status(&self, job_id: &str) -> Call<BatchJobStatus>;

    /// Cancels a job.
    ///
    /// Idempotent. The answer's `status` is `cancelled`, or how the job had ended before.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::{BatchCancelParams, LlamaCloud};
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// let params = BatchCancelParams::builder().reason("no longer needed").build();
    /// let answer = client.beta().batch().cancel(&job_id, &params).await?;
    /// println!("{}: {}", answer.status, answer.message);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    ///
    /// Contract: `cancel`, answer `BatchCancelResponse`.
    #[endpoint(post = "/api/v1/beta/batch-processing/{job_id}/cancel", idempotent)]
    fn cancel(
        &self,
        job_id: &str,
        #[params] params: &BatchCancelParams,
    ) -> Call<BatchCancelResponse>;

    /// Creates a batch job, and finds out what became of it if the answer is lost.
    ///
    /// It sends what [`create`](Self::create) sends, once. If nobody can tell whether the service
    /// acted on that, it looks for the job instead of sending again, for up to 15 s. In a directory
    /// that was made for this batch alone ([`own_directory`](Submit::own_directory)) it adopts the
    /// one job that shows up. Anywhere else the job could be somebody else's, so the error names the
    /// candidates.
    ///
    /// Dropping it leaves at most one job behind.
    ///
    /// # Errors
    /// [`SubmitError`], whose [`outcome`](SubmitError::outcome) says whether there may be a job.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::{BatchCreateParams, JobConfig, LlamaCloud};
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let directory = sandbox.directory(&[("a.txt", b"words")]);
    /// # use llama_cloud_sandbox::{Fault, Match};
    /// # sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    /// let params = BatchCreateParams::builder()
    ///     .job_config(JobConfig::parse())
    ///     .directory_id(directory)
    ///     .build();
    /// // Even if the connection is lost right after the POST, this is the job that it made.
    /// let job = client.beta().batch().submit(&params).own_directory().await?;
    /// # assert_eq!(job.id, sandbox.jobs()[0].id);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    fn submit<'a>(&'a self, params: &BatchCreateParams) -> Submit<'a> {
        Submit::new(self, params)
    }

    /// Waits for a job to end, and returns where it stands then: completed, failed or cancelled.
    ///
    /// It asks less often the longer the job takes, and survives what repeating can mend: lost
    /// connections, 5xx, an unreadable answer, a state that this version does not know.
    ///
    /// # Errors
    /// [`WaitError`], which holds the job's id and its last known state.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::LlamaCloud;
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// # use std::time::Duration;
    /// let wait = client.beta().batch().wait(&job_id).deadline(Duration::from_secs(3600));
    /// match wait.await {
    ///     Ok(status) => println!("it ended: {}", status.job.status),
    ///     Err(error) => println!("{} goes on without us: {error}", error.job_id()),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    fn wait<'a>(&'a self, job_id: &str) -> Wait<'a> {
        Wait::new(self, job_id)
    }

    /// Watches a job: a stream of its states, one whenever its state or its counts have changed. It
    /// ends after the state in which the job ended, or with an error.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::LlamaCloud;
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// let mut changes = client.beta().batch().watch(&job_id);
    /// while let Some(change) = changes.next().await {
    ///     let status = change?;
    ///     println!("{}: {} %", status.job.status, status.progress_percentage);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    fn watch<'a>(&'a self, job_id: &str) -> Watch<'a> {
        Watch::new(self, job_id)
    }

    /// Waits for many jobs to end, and returns what became of each, in the order of `job_ids`.
    ///
    /// It reads the list of jobs, a hundred to a request, and asks singly for those that it does not
    /// show; one that fails, or can't be asked for, ends no other's wait. `job_ids` of another project
    /// than the client's are asked for singly each time. An id that is given twice is waited for once.
    ///
    /// To hear of each change, and of each end as it comes, use [`watch_all`](Self::watch_all).
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::LlamaCloud;
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # use std::time::Duration;
    /// let job_ids = vec![sandbox.job(), sandbox.job(), sandbox.job()];
    /// let ended = client.beta().batch().wait_all(job_ids).deadline(Duration::from_secs(3600)).await;
    /// for end in ended {
    ///     match end {
    ///         Ok(job) => println!("{}: {}", job.id, job.status),
    ///         Err(error) => println!("{} goes on without us: {error}", error.job_id()),
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    fn wait_all(&self, job_ids: Vec<String>) -> WaitAll<'_> {
        WaitAll::new(self, job_ids)
    }

    /// Watches many jobs: a stream of a job whenever its state or its counts have changed, the last time
    /// when it has ended, or of an error for a job that can't be waited for any longer. It ends when none
    /// is waited for any more.
    ///
    /// It asks as [`wait_all`](Self::wait_all) does, in rounds: 10,000 jobs take some 100 requests a round,
    /// whatever is done with the stream. Nothing runs on while nobody takes from it. An id that is given
    /// twice is watched once. Of each job it holds what was last seen, some 1 KB.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::{LlamaCloud, WaitErrorKind};
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # use std::time::Duration;
    /// let job_ids = vec![sandbox.job(), sandbox.job(), sandbox.job()];
    /// let hour = Duration::from_secs(3600);
    /// let mut changes = client.beta().batch().watch_all(job_ids).job_deadline(hour).stall(hour / 4);
    /// # let mut ended = 0;
    /// while let Some(change) = changes.next().await {
    ///     match change {
    ///         Ok(job) if job.status.is_final() => println!("{} ended: {}", job.id, job.status),
    ///         Ok(job) => println!("{}: {:?} of {}", job.id, job.processed_items, job.total_items),
    ///         Err(error) if error.kind() == WaitErrorKind::Stalled => println!("patience: {error}"),
    ///         Err(error) => println!("{} goes on without us: {error}", error.job_id()),
    ///     }
    ///     # ended += 1;
    /// }
    /// # assert_eq!(ended, 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    fn watch_all(&self, job_ids: Vec<String>) -> WatchAll<'_> {
        WatchAll::new(self, job_ids)
    }

    /// Cancels many jobs, up to 16 at the same time, and tells what became of each.
    ///
    /// Awaited, it gives the answers in the order of `job_ids`; as a stream, each as it comes. One that
    /// can't be cancelled stops no other, and a job that had ended already is a success with the status
    /// that it has. An id that is given twice is cancelled twice, which does no harm.
    ///
    /// Dropped, it cancels no more; jobs whose answers have not come may be cancelled or not.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::{BatchCancelParams, LlamaCloud};
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// let job_ids = vec![sandbox.job(), sandbox.job(), "bjb-none".to_owned()];
    /// let params = BatchCancelParams::builder().reason("no longer needed").build();
    /// let cancelled = client.beta().batch().cancel_all(job_ids, &params).await;
    /// for cancellation in &cancelled {
    ///     match &cancellation.answer {
    ///         Ok(answer) => println!("{}: {}", cancellation.job_id, answer.status),
    ///         Err(error) => println!("{}: {error}", cancellation.job_id),
    ///     }
    /// }
    /// # let succeeded: Vec<_> = cancelled.iter().map(|it| it.answer.is_ok()).collect();
    /// # assert_eq!(succeeded, [true, true, false]);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    fn cancel_all(&self, job_ids: Vec<String>, params: &BatchCancelParams) -> CancelAll<'_> {
        CancelAll::new(self, job_ids, params)
    }

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
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::{ItemStatus, JobItemListParams, LlamaCloud};
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// let failed = JobItemListParams::builder().status(ItemStatus::Failed).build();
    /// let mut items = client.beta().batch().job_items().list(&job_id, &failed).items();
    /// while let Some(item) = items.next().await {
    ///     let item = item?;
    ///     println!("{}: {:?}", item.item_name, item.error_message);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
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
