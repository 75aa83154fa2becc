//! Code that is not async: `.blocking()` in place of `.await`.
//!
//! ```
//! use llama_cloud::{
//!     BatchCreateParams, DirectoryCreateParams, DirectoryFileUploadParams, JobConfig,
//!     JobItemListParams, LlamaCloud, ParsingGetParams, Part,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let runtime = tokio::runtime::Runtime::new()?;
//! # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
//! # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
//! let directories = client.beta().directories();
//! let directory = directories.create(&DirectoryCreateParams::builder().name("run 7").build());
//! let directory = directory.blocking()?;
//! let file = Part::text("Dear reader").file_name("letter.txt");
//! let upload = DirectoryFileUploadParams::builder().upload_file(file).unique_id("letter").build();
//! directories.files().upload_once(&directory.id, &upload).blocking()?;
//!
//! let batch = client.beta().batch();
//! let params = BatchCreateParams::builder()
//!     .job_config(JobConfig::parse())
//!     .directory_id(&directory.id)
//!     .build();
//! let job = batch.submit(&params).own_directory().blocking()?;
//! batch.wait(&job.id).blocking()?;
//!
//! for item in batch.job_items().list(&job.id, &JobItemListParams::default()).items().blocking() {
//!     let item = item?;
//!     let Some(parse_job) = &item.job_id else { continue };
//!     let expand = ParsingGetParams::expand(["text_full"]);
//!     let parsed = client.parsing().get(parse_job, &expand).blocking()?;
//!     println!("{}: {:?}", item.item_name, parsed.text_full);
//!     # assert_eq!(parsed.text_full.as_deref(), Some("Dear reader"));
//! }
//! # Ok(()) }
//! ```
//!
//! Whatever is awaited has the method, and whatever is a stream has one that makes it an iterator. They do
//! the same, on the calling thread; they work on plain threads and inside of runtimes. What holds
//! there, [`endpoint::blocking`] tells. Submits into one [own directory](Submit::own_directory) take turns
//! here as well: one that blocks the thread of an async one waits for its turn until its deadline.

use endpoint::Error;
pub use endpoint::blocking::{Iter, block_on, iter, start};

use crate::batch::{
    BatchJob, BatchJobStatus, CancelAll, Cancellation, Submit, SubmitError, Wait, WaitAll,
    WaitError, Watch, WatchAll,
};
use crate::directories::{DirectoryFile, Upload, UploadAll, UploadError, UploadOnce, Uploads};
use crate::results::{ItemResult, ResultStream, Results};
use crate::run::{Run, RunError, RunEvents, RunReport};

/// Gives what is awaited its `blocking`.
macro_rules! awaited {
    ($($(#[$doc:meta])* $builder:ident -> $output:ty;)*) => {
        $(impl $builder<'_> {
            /// Does it on this thread, and waits for the end: `.await` for code that is not async. See
            /// [`blocking`](crate::blocking).
            ///
            $(#[$doc])*
            ///
            /// # Errors
            /// As awaiting it.
            ///
            /// # Panics
            /// As [`block_on`].
            pub fn blocking(self) -> $output {
                block_on(self)
            }
        })*
    };
}

/// Gives streams their `blocking`.
macro_rules! streamed {
    ($($(#[$doc:meta])* $stream:ident;)*) => {
        $(impl<'a> $stream<'a> {
            /// The stream as an iterator, which waits on this thread for each. See
            /// [`blocking`](crate::blocking).
            ///
            $(#[$doc])*
            pub fn blocking(self) -> Iter<$stream<'a>> {
                iter(self)
            }
        })*
    };
}

awaited! {
    /// ```
    /// # use llama_cloud::{BatchCreateParams, JobConfig, LlamaCloud};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let directory = sandbox.directory(&[("a.txt", b"words")]);
    /// # let params = BatchCreateParams::builder().job_config(JobConfig::parse());
    /// # let params = params.directory_id(directory).build();
    /// let job = client.beta().batch().submit(&params).own_directory().blocking()?;
    /// # assert_eq!(job.id, sandbox.jobs()[0].id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Submit -> Result<BatchJob, SubmitError>;
    /// ```
    /// # use std::time::Duration;
    /// # use llama_cloud::LlamaCloud;
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// let wait = client.beta().batch().wait(&job_id).deadline(Duration::from_secs(3600));
    /// let status = wait.blocking()?;
    /// # assert!(status.job.status.is_final());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Wait -> Result<BatchJobStatus, WaitError>;
    /// ```
    /// # use llama_cloud::LlamaCloud;
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// let job_ids = vec![sandbox.job(), sandbox.job(), sandbox.job()];
    /// for end in client.beta().batch().wait_all(job_ids).blocking() {
    ///     println!("{}", end?.status);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    WaitAll -> Vec<Result<BatchJob, WaitError>>;
    /// ```
    /// # use llama_cloud::{BatchCancelParams, LlamaCloud};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// let job_ids = vec![sandbox.job(), sandbox.job()];
    /// let params = BatchCancelParams::default();
    /// for cancelled in client.beta().batch().cancel_all(job_ids, &params).blocking() {
    ///     println!("{}: {}", cancelled.job_id, cancelled.answer?.status);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    CancelAll -> Vec<Cancellation>;
    /// ```
    /// # use llama_cloud::{DirectoryFileUploadParams, LlamaCloud, Part};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let directory = sandbox.directory(&[]);
    /// # let upload_file = Part::text("Dear reader").file_name("letter.txt");
    /// # let params = DirectoryFileUploadParams::builder().upload_file(upload_file);
    /// # let params = params.unique_id("letter").build();
    /// let files = client.beta().directories().files();
    /// let file = files.upload_once(&directory, &params).blocking()?;
    /// # assert_eq!(file.unique_id, "letter");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    UploadOnce -> Result<DirectoryFile, UploadError>;
    /// ```
    /// # use llama_cloud::{Document, LlamaCloud, Output, Part, RunEvent};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let directory_id = sandbox.directory(&[]);
    /// let letters = [Document::new("letter.txt", Part::text("Dear reader"))];
    /// for upload in client.upload_all(&directory_id, letters).blocking()? {
    ///     println!("{}: {:?}", upload.name, upload.fate.file_id());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    UploadAll -> Result<Vec<Upload>, Error>;
    /// ```
    /// # use llama_cloud::{Document, LlamaCloud, Output, Part, RunEvent};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// let letters = [Document::new("letter.txt", Part::text("Dear reader"))];
    /// let report = client.run(letters).blocking()?;
    /// assert_eq!(report.fates[0].text.as_deref(), Some("Dear reader"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Run -> Result<RunReport, RunError>;
    /// ```
    /// # use llama_cloud::{Document, LlamaCloud, Output, Part, RunEvent};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// let results = client.results(&job_id).blocking()?;
    /// # assert_eq!(results.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Results -> Result<Vec<ItemResult>, RunError>;
}

streamed! {
    /// ```
    /// # use llama_cloud::LlamaCloud;
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// for change in client.beta().batch().watch(&job_id).blocking() {
    ///     println!("{} %", change?.progress_percentage);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Watch;
    /// ```
    /// # use llama_cloud::LlamaCloud;
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// let job_ids = vec![sandbox.job(), sandbox.job()];
    /// for change in client.beta().batch().watch_all(job_ids).blocking() {
    ///     let job = change?;
    ///     println!("{}: {}", job.id, job.status);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    WatchAll;
    /// ```
    /// # use llama_cloud::{Document, LlamaCloud, Output, Part, RunEvent};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let directory_id = sandbox.directory(&[]);
    /// let letters = [Document::new("letter.txt", Part::text("Dear reader"))];
    /// for upload in client.upload_all(&directory_id, letters).stream().blocking() {
    ///     println!("{} is there", upload?.name);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Uploads;
    /// ```
    /// # use llama_cloud::{Document, LlamaCloud, Output, Part, RunEvent};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// let letters = [Document::new("letter.txt", Part::text("Dear reader"))];
    /// for event in client.run(letters).stream().blocking() {
    ///     if let RunEvent::Finished(fate) = event? {
    ///         println!("{}: {}", fate.name, fate.status);
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    RunEvents;
    /// ```
    /// # use llama_cloud::{Document, LlamaCloud, Output, Part, RunEvent};
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let sandbox = runtime.block_on(llama_cloud_sandbox::Sandbox::start())?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// for result in client.results(&job_id).stream().blocking() {
    ///     if let Output::Text(text) = result?.output {
    ///         println!("{text}");
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ResultStream;
}
