//! The sandbox as its owner sees it.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::json;
use tokio::task::AbortHandle;

use crate::builder::{Builder, DEFAULT_KEY};
use crate::faults::{Fault, Match};
use crate::jobs::{self, Fate, Job, Stop, Timeline};
use crate::lock;
use crate::record::ReceivedRequest;
use crate::server::Shared;
use crate::state::{DEFAULT_PROJECT, Directory, State, new_id};

/// A LlamaCloud that runs in this process until it is dropped.
///
/// It serves from tasks of the runtime on which it was started, never from threads, so that a test with
/// paused time stays in step with it.
pub struct Sandbox {
    pub(crate) shared: Arc<Shared>,
    pub(crate) _serving: Serving,
}

/// Ends the serving, and all connections, when it is dropped.
pub(crate) struct Serving {
    pub(crate) task: AbortHandle,
    pub(crate) shared: Arc<Shared>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
        // At once, so that another sandbox can go on with the folder: the tasks end a little later.
        lock(&self.shared.state).close();
    }
}

/// A job as it stands, for comparing what a client believes with what is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JobRecord {
    /// Its id.
    pub id: String,
    /// The project it was created in.
    pub project_id: String,
    /// The directory it was created over.
    pub directory_id: Option<String>,
    /// `parse` or `classify`.
    pub job_type: String,
    /// Its status, as the contract names it.
    pub status: String,
    /// When it was created, as the service writes it.
    pub created_at: String,
    /// How many items it has: 0 until it is dispatched.
    pub total_items: usize,
    /// How many of them are completed.
    pub processed_items: usize,
    /// How many of them have failed.
    pub failed_items: usize,
    /// How many of them were skipped.
    pub skipped_items: usize,
}

impl Sandbox {
    /// Starts a sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Sets a sandbox up before it starts.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Its base URL, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// A key that it accepts.
    #[must_use]
    pub fn key(&self) -> &str {
        self.shared.key.as_deref().unwrap_or(DEFAULT_KEY)
    }

    /// Lets the clock that jobs run by go on by so much; with the automatic clock in addition to
    /// what it does by itself.
    pub fn advance(&self, by: Duration) {
        let mut state = lock(&self.shared.state);
        self.shared.clock.advance(by);
        let now = self.shared.clock.now();
        state.advance(by, now);
        let _ = state.commit(now);
    }

    /// All requests received so far, in their order; none if they are not
    /// [recorded](Builder::record). All are copied: to wait for one, look at [`count`](Self::count).
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        lock(&self.shared.record).requests()
    }

    /// How many requests for an operation were received so far, by its name in the contract as in
    /// [`Match::operation`]. They are counted whether or not they are recorded.
    ///
    /// ```
    /// # tokio_test::block_on(async {
    /// let sandbox = llama_cloud_sandbox::Sandbox::builder().record(false).start().await?;
    /// assert_eq!(sandbox.count("directories.files.upload"), 0);
    /// # Ok::<(), std::io::Error>(()) }).unwrap();
    /// ```
    #[must_use]
    pub fn count(&self, operation: &str) -> usize {
        lock(&self.shared.record).count(operation)
    }

    /// All jobs ever created, in their order.
    #[must_use]
    pub fn jobs(&self) -> Vec<JobRecord> {
        self.change(|state, now| {
            let record = |job: &Job| {
                let counts = job.counts(now);
                JobRecord {
                    id: job.id.clone(),
                    project_id: job.project_id.clone(),
                    directory_id: job.directory_id.clone(),
                    job_type: job.kind.clone(),
                    status: job.status(now).to_owned(),
                    created_at: self.shared.clock.text(job.timeline.created),
                    total_items: counts.total,
                    processed_items: counts.completed,
                    failed_items: counts.failed,
                    skipped_items: counts.skipped,
                }
            };
            state.jobs.iter().map(record).collect()
        })
    }

    /// Makes a directory with these files, without a request, and gives its id.
    #[must_use]
    pub fn directory(&self, files: &[(&str, &[u8])]) -> String {
        let id = new_id("dir");
        self.directory_with_id(&id, files);
        id
    }

    /// Makes a directory of this id. If there is one the files are added to it.
    pub fn directory_with_id(&self, id: &str, files: &[(&str, &[u8])]) {
        self.change(|state, now| {
            if state.directories.get(id).is_none() {
                let (project, name) = (DEFAULT_PROJECT.to_owned(), id.to_owned());
                state.put_directory(Directory::new(id.to_owned(), project, name, now), now);
            }
            for (name, content) in files {
                let content = self.shared.store.keep(Bytes::copy_from_slice(content));
                state.add_file(id, name, content, now);
            }
        });
    }

    /// Makes a completed job with one parsed item, over a directory of its own, and gives its id.
    #[must_use]
    pub fn job(&self) -> String {
        let directory_id = self.directory(&[("document.txt", b"The text of the document.\n")]);
        self.change(|state, now| {
            let config = json!({ "job_name": "parse_raw_file_job" });
            let timeline = Timeline::new(now, Duration::ZERO);
            let job = Job::new(DEFAULT_PROJECT.to_owned(), config, timeline);
            let id = job.id.clone();
            state.add_job(Job { directory_id: Some(directory_id), ..job }, now);
            jobs::settle(state, now);
            id
        })
    }

    /// Lets items of this name fail with this message, in all jobs that are dispatched from now on.
    pub fn fail_item(&self, name: &str, message: &str) {
        self.set_fate(name, Fate::Failed(message.to_owned()));
    }

    /// Lets items of this name be skipped for this reason, in all jobs that are dispatched from now
    /// on. The service's reasons are `already_processed` and `size_limit_exceeded`.
    pub fn skip_item(&self, name: &str, reason: &str) {
        self.set_fate(name, Fate::Skipped(reason.to_owned()));
    }

    /// Lets a job fail now. False if there is no such job, or if it has ended.
    #[must_use]
    pub fn fail_job(&self, id: &str, message: &str) -> bool {
        self.change(|state, now| {
            let goes_on = state.jobs.get(id).is_some_and(|job| job.ended(now).is_none());
            if goes_on {
                state.stop(id, Stop { at: now, failure: Some(message.to_owned()) }, now);
            }
            goes_on
        })
    }

    /// Sets a fault for requests to come.
    pub fn fault(&self, on: Match, fault: Fault) {
        lock(&self.shared.faults).set(on, fault);
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        lock(&self.shared.faults).clear();
    }

    fn set_fate(&self, name: &str, fate: Fate) {
        self.change(|state, now| state.set_fate(name, fate, now));
    }

    /// Does something between two requests.
    fn change<T>(&self, change: impl FnOnce(&mut State, Duration) -> T) -> T {
        let mut state = lock(&self.shared.state);
        let now = self.shared.clock.now();
        jobs::settle(&mut state, now);
        let changed = change(&mut state, now);
        // What can't be written now is written with what comes next.
        let _ = state.commit(now);
        changed
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.shared.url).finish_non_exhaustive()
    }
}
