//! A LlamaCloud for tests, in one's own process.
//!
//! A [`Sandbox`] listens on 127.0.0.1 and behaves as LlamaCloud's batch processing does, with the
//! files, directories and parse results around it: what is uploaded is kept, jobs run, items end, text
//! files come back as their text. It judges each request by the contract of the service, and refuses
//! what doesn't fit it. It knows nothing of any client, so any can be tried against it.
//!
//! ```
//! # tokio_test::block_on(async {
//! use llama_cloud_sandbox::{Fault, Match, Sandbox};
//!
//! let sandbox = Sandbox::start().await?;
//! let directory = sandbox.directory(&[("a.txt", b"words"), ("b.txt", b"more words")]);
//! // The job will be created, and the client won't be told.
//! sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
//!
//! // Here a client talks to `sandbox.url()` with the key `sandbox.key()`.
//!
//! for request in sandbox.requests() {
//!     println!("{} {}: {:?}", request.method, request.path, request.answer);
//! }
//! # Ok::<(), std::io::Error>(()) }).unwrap();
//! ```
//!
//! # What the service's contract leaves open
//!
//! It names types, not behaviour. Where it is silent the sandbox chooses, and another choice of the
//! service's is possible:
//!
//! - 401 comes before everything else, and 404 for unknown paths before 405. Neither `directory_id` nor
//!   `item_ids` is 400; both are allowed, and then the items are those of `item_ids`. A directory that
//!   isn't there is 404. An item that isn't there is accepted, and fails.
//! - A body is judged as FastAPI does it, with 422 and a list of what is wrong. An integer may be
//!   written `2.0`; text and booleans are no numbers. Unknown fields are ignored, `null` where the
//!   contract has none is refused. A `job_config` with `rules` is a classification, any other a parse.
//! - A page holds 1,000 at most, 100 unless told. Lists are newest first, but for the items of a job,
//!   which keep its order. Lists of jobs, directories and files are those of the `project_id` in the
//!   query, or of the default project; ids are found whatever the project.
//! - Items are the files that a directory holds when the job is dispatched. `total_items` is 0 until
//!   then. An empty file fails. `processed_items` counts the completed ones; `progress_percentage` goes by
//!   the completed, failed and skipped ones. A job whose directory is gone by then fails.
//! - Cancelling a job that has ended is 200 with the status it has.
//! - A repeated `unique_id` is 409. A deleted thing is 404 from then on. Deleting answers 204.
//!   Ephemeral directories expire after a day.
//! - JSON bodies may have 16 MiB, and uploads 8 GiB unless [told](Builder::max_upload); more is 413. A
//!   part of a form that is no file may have 1 MiB; more is 400.
//! - How often requests may come is not limited unless [told](Builder::rate_limit).
//!
//! Nothing is classified: a result of a classification says which job made it, no more. Forms, items,
//! images and formats other than text are not parsed; instead of their text comes a sentence that says so.
//!
//! # How much it holds
//!
//! 10,000 jobs and 100,000 items are no burden: a page costs what it shows, and a look at a job the same
//! however many items it has. What has no bounds is not in memory: contents of more than 1 MiB, and
//! with [`Builder::data`] all but the smallest, are in files. The [record](Sandbox::requests) grows
//! with each request, and can be [switched off](Builder::record).

mod body;
mod builder;
mod clock;
mod content;
mod contract;
mod exchange;
mod faults;
mod form;
mod jobs;
mod journal;
mod limits;
mod links;
mod record;
mod reject;
mod reply;
mod routes;
mod sandbox;
mod seed;
mod server;
mod state;
mod wire;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use builder::Builder;
pub use faults::{Fault, Match};
pub use limits::RateLimit;
pub use record::{Answer, ReceivedRequest};
use sandbox::Serving;
pub use sandbox::{JobRecord, Sandbox};

/// The operations of the contract, by the names that [`Match::operation`], [`RateLimit::operation`] and
/// [`Sandbox::count`] take.
///
/// ```
/// assert!(llama_cloud_sandbox::operations().any(|name| name == "job_items.list"));
/// ```
pub fn operations() -> impl Iterator<Item = &'static str> {
    let endpoints = contract::Contract::embedded().map(|contract| contract.endpoints.as_slice());
    endpoints.unwrap_or_default().iter().map(|endpoint| endpoint.operation.as_str())
}

/// A panic elsewhere doesn't make what the lock guards unreadable to a test's last words.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
