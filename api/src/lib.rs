//! A client of LlamaCloud's batch processing API that neither loses a job nor doubles one.
//!
//! ```no_run
//! use llama_cloud::{BatchCreateParams, JobConfig, LlamaCloud};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = LlamaCloud::from_env()?;
//! let params =
//!     BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id("dir-1").build();
//! let job = client.beta().batch().submit(&params).await?;
//! let status = client.beta().batch().wait(&job.id).await?;
//! println!("{}: {} items", status.job.status, status.job.total_items);
//! # Ok(()) }
//! ```
//!
//! The handles mirror the service: `client.beta().batch()` is a [`BatchEndpoints`],
//! `client.beta().directories()` a [`DirectoryEndpoints`], `client.files()` a [`FileEndpoints`],
//! `client.parsing()` a [`ParsingEndpoints`]. Their methods return a [`Call`], which is sent when it is
//! awaited, and takes options until then. An endpoint that is not declared here is declared in a trait
//! of one's own, with the crate `endpoint`, and implemented for [`LlamaCloud`].
//!
//! # A batch is created once
//!
//! [`create`](BatchEndpoints::create) is one POST. Where nobody can tell whether the service acted on
//! it, its error says so, and it is not sent again: the service could make a second job, and bill it.
//! [`submit`](BatchEndpoints::submit) goes on from there: it looks for the job, adopts it if the
//! directory is the run's own, and names the candidates otherwise. That a list shows nothing proves
//! nothing, so it never sends again either.
//!
//! # From documents to results
//!
//! [`LlamaCloud::run`] does it all: a directory of its own, the uploads, the job, and the results as its
//! items finish. With a [journal](Run::journal) a run that was killed goes on where it was.
//!
//! ```
//! use llama_cloud::{Documents, LlamaCloud};
//!
//! # tokio_test::block_on(async {
//! # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
//! # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
//! # let folder = tempfile::tempdir()?;
//! # std::env::set_current_dir(folder.path())?;
//! # std::fs::create_dir("scans")?;
//! # std::fs::write("scans/a.txt", "Dear reader")?;
//! let documents = Documents::new().path("scans")?;
//! let report = client.run(documents).folder("results").journal("scans.journal").await?;
//! for fate in &report.fates {
//!     println!("{}: {} {:?}", fate.name, fate.status, fate.result);
//! }
//! # assert!(report.all_completed());
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```
//!
//! Each stage is to be had alone: [`upload_all`](LlamaCloud::upload_all),
//! [`submit`](BatchEndpoints::submit), [`wait_all`](BatchEndpoints::wait_all),
//! [`results`](LlamaCloud::results); and below them stand the calls:
//!
//! ```
//! use llama_cloud::{
//!     BatchCreateParams, DirectoryCreateParams, DirectoryFileUploadParams, JobConfig,
//!     JobItemListParams, LlamaCloud, ParsingGetParams, Part,
//! };
//!
//! # tokio_test::block_on(async {
//! # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
//! # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
//! let directories = client.beta().directories();
//! let directory = directories.create(&DirectoryCreateParams::builder().name("run 7").build()).await?;
//! let file = Part::text("Dear reader").file_name("letter.txt");
//! let upload = DirectoryFileUploadParams::builder().upload_file(file).unique_id("letter").build();
//! directories.files().upload(&directory.id, &upload).await?;
//!
//! let batch = client.beta().batch();
//! let params = BatchCreateParams::builder()
//!     .job_config(JobConfig::parse())
//!     .directory_id(&directory.id)
//!     .build();
//! let job = batch.submit(&params).own_directory().await?;
//! batch.wait(&job.id).await?;
//!
//! let mut items = batch.job_items().list(&job.id, &JobItemListParams::default()).items();
//! while let Some(item) = items.next().await {
//!     let item = item?;
//!     let Some(parse_job) = &item.job_id else { continue };
//!     let expand = ParsingGetParams::expand(["text_full"]);
//!     let parsed = client.parsing().get(parse_job, &expand).await?;
//!     println!("{}: {:?}", item.item_name, parsed.text_full);
//!     # assert_eq!(parsed.text_full.as_deref(), Some("Dear reader"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```
//!
//! # Programs without async
//!
//! With the feature `blocking`, what is awaited elsewhere has a method `blocking()` that waits on the calling
//! thread, such as `client.beta().batch().wait(&job.id).blocking()?`; what is a stream has one that makes it
//! an iterator. Both work inside a runtime too. The module `blocking` has the program above without async.
//!
//! # Features
//!
//! | feature | on by default | what it adds |
//! |---|---|---|
//! | `blocking` | no | `blocking()` in place of `.await`, for code that is not async |
//! | `gzip` | no | `LlamaCloudBuilder::gzip`, which asks for compressed responses |
//! | `hyper` | no | `LlamaCloudBuilder::hyper`, a transport that takes less of the processor than reqwest |
//!
//! # Tests without a service
//!
//! A mock implements [`BatchEndpoints`], overrides what it needs and returns [`Call::ready`]; what the
//! trait provides on top (`submit`, `wait`, `watch`) goes through the methods that it overrides. Or
//! `llama-cloud-sandbox` serves as a LlamaCloud, faults included.

pub use endpoint::{
    Attempt, Call, Client, Download, Endpoint, Endpoints, Error, ErrorDetail, Extra, FieldError,
    Kind, OffsetPage, Outcome, Part, Preview, Progress, Result, Secret, TokenPage,
};

pub use self::batch::{
    BatchCancelParams, BatchCancelResponse, BatchCreateParams, BatchEndpoints, BatchJob,
    BatchJobItem, BatchJobStatus, BatchJobStatusValue, BatchListParams, BatchParseJobRecordCreate,
    BatchParseParameters, CancelAll, Cancellation, ClassifierRule, ClassifyJob, ClassifyMode,
    ClassifyParsingConfiguration, ClassifyStatus, FailPageMode, ImageToSave, ItemProcessingResults,
    ItemStatus, JobConfig, JobItemGetProcessingResultsParams, JobItemListParams, JobItemsEndpoints,
    JobType, ParseJobName, ParseKind, ParsingLanguage, ParsingMode, Priority, ProcessingResult,
    Submit, SubmitError, Wait, WaitAll, WaitError, WaitErrorKind, Watch, WatchAll,
    WebhookConfiguration, WebhookEvent,
};
pub use self::client::{Beta, LlamaCloud, LlamaCloudBuilder};
pub use self::directories::{
    Directory, DirectoryCreateParams, DirectoryEndpoints, DirectoryFile, DirectoryFileAddParams,
    DirectoryFileEndpoints, DirectoryFileGetParams, DirectoryFileListParams,
    DirectoryFileUploadParams, DirectoryListParams, DirectoryType, DirectoryUpdateParams, Upload,
    UploadAll, UploadError, UploadFate, UploadOnce, Uploads,
};
pub use self::documents::{Document, Documents};
pub use self::files::{
    File, FileCreateParams, FileEndpoints, FileFilter, FileGetParams, FileListParams,
    FileQueryParams, PresignedUrl,
};
pub use self::parsing::{ParsingEndpoints, ParsingGetParams, ParsingGetResponse};
pub use self::results::{ItemResult, Output, ResultStream, Results};
pub use self::run::{
    Fate, FateStatus, IntentError, Run, RunError, RunErrorKind, RunEvent, RunEvents, RunReport,
};
pub use self::timestamp::Timestamp;

pub mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod builder;
mod client;
pub mod directories;
mod documents;
mod emit;
mod error_format;
pub mod files;
mod object;
mod open_enum;
pub mod parsing;
mod results;
mod run;
mod settle;
mod timestamp;

/// The examples of the project's front page.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
