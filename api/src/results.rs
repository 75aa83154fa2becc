//! The results of a job, as its items finish.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use endpoint::Error;
use futures_core::Stream;

use crate::LlamaCloud;
use crate::batch::{BatchJobItem, BatchJobStatus};
use crate::documents::{Names, file_name_of};
use crate::emit::{Emitter, Emitting, Step};
use crate::run::RunError;

pub(crate) use self::fetch::{MANIFEST, extension, fetch, write};
pub(crate) use self::follow::{Follow, Found, Work, work_through};

mod fetch;
mod follow;

/// The results of a job that are to be fetched; see [`LlamaCloud::results`]. Await it for all of them,
/// or take the [`stream`](Self::stream).
#[must_use = "nothing is asked until it is awaited"]
pub struct Results<'a> {
    client: &'a LlamaCloud,
    follow: Follow,
    folder: Option<PathBuf>,
    at_once: usize,
}

/// What became of one item of a job, and its result.
#[derive(Debug)]
#[non_exhaustive]
pub struct ItemResult {
    /// The item.
    pub item: BatchJobItem,
    /// Its result.
    pub output: Output,
}

/// The result of an item.
#[derive(Debug)]
#[non_exhaustive]
pub enum Output {
    /// There is none: the item did not complete, and says why.
    None,
    /// The Markdown of a document that was parsed, or its plain text if it has no Markdown; of one that
    /// was classified the [`ItemProcessingResults`](crate::ItemProcessingResults) as JSON.
    Text(String),
    /// The same in a file, whole.
    File {
        /// Where it is.
        path: PathBuf,
        /// How long it is.
        bytes: u64,
        /// How many characters that are, where it did not go to the disk as it came.
        characters: Option<u64>,
    },
    /// The item completed, and its result can't be had.
    Lost {
        /// Why.
        why: String,
        /// The call that failed, if one did.
        error: Option<Error>,
    },
}

impl<'a> Results<'a> {
    pub(crate) fn new(client: &'a LlamaCloud, job_id: &str) -> Self {
        let follow = Follow { job_id: job_id.to_owned(), deadline: None, stall: None };
        Self { client, follow, folder: None, at_once: FETCHES_AT_ONCE }
    }

    /// Writes each result to a file in this folder instead of giving its text: `<name of the item>.md`,
    /// or `.json` of a classification, with `-2` behind the name where there is another of it. The name
    /// `manifest.json` is left for the caller's use.
    ///
    /// A file is written under another name and renamed when it is whole and on the disk. A large result
    /// goes there as it comes.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// How many results are fetched at once at most; 8 if not set. Beyond it the client's own limit
    /// holds.
    pub fn at_once(mut self, fetches: usize) -> Self {
        self.at_once = fetches.max(1);
        self
    }

    /// How long to wait for the job at most; for ever if not set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.follow.deadline = Some(deadline);
        self
    }

    /// Gives up when neither the state nor the counts of the job have changed for so long; never if
    /// not set.
    pub fn stall(mut self, stall: Duration) -> Self {
        self.follow.stall = Some(stall);
        self
    }

    /// The items as they finish, each with its result. It ends after the last item of a job that has
    /// ended.
    pub fn stream(self) -> ResultStream<'a> {
        ResultStream(Emitting::new(|emitter| self.run(emitter)))
    }

    async fn run(self, emitter: Emitter<ItemResult>) -> Result<BatchJobStatus, RunError> {
        let Self { client, follow, folder, at_once } = self;
        let job_id = follow.job_id.clone();
        let mut names = Names::default();
        names.take(MANIFEST);
        let names = Arc::new(Mutex::new(names));
        let emitter = &emitter;
        let work = |found| -> Work<'_> {
            let (folder, names) = (folder.clone(), Arc::clone(&names));
            Box::pin(async move {
                let Found::Item(item, job_type) = found else { return Ok(()) };
                let path = folder.map(|folder| {
                    let name = file_name_of(&item.item_name);
                    let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
                    folder.join(&*names.free_path(&name, extension(&job_type)))
                });
                let output = fetch(client, &item, &job_type, path.as_deref(), None).await?;
                emitter.emit(ItemResult { item, output });
                Ok(())
            })
        };
        let done = work_through(client, follow, at_once, &work).await;
        done.map_err(|kind| RunError::new(kind, None, Some(job_id)))
    }
}

impl<'a> IntoFuture for Results<'a> {
    type Output = Result<Vec<ItemResult>, RunError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut results = self.stream();
        Box::pin(async move {
            let mut all = Vec::new();
            while let Some(result) = results.next().await {
                all.push(result?);
            }
            Ok(all)
        })
    }
}

impl fmt::Debug for Results<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Results")
            .field("job_id", &self.follow.job_id)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// A stream of the items of a job with their results, in the order in which they are there; see
/// [`Results::stream`].
///
/// Every item comes once. An error is the last that comes.
#[must_use = "a stream does nothing until it is polled"]
pub struct ResultStream<'a>(Emitting<'a, ItemResult, Result<BatchJobStatus, RunError>>);

impl ResultStream<'_> {
    /// The next item; `None` after the last. The stream itself, for code that needs no `StreamExt`.
    pub async fn next(&mut self) -> Option<Result<ItemResult, RunError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for ResultStream<'_> {
    type Item = Result<ItemResult, RunError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_step(context).map(|step| match step? {
            Step::Event(result) => Some(Ok(result)),
            Step::End(Ok(_)) => None,
            Step::End(Err(error)) => Some(Err(error)),
        })
    }
}

impl fmt::Debug for ResultStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResultStream(..)")
    }
}

pub(crate) const FETCHES_AT_ONCE: usize = 8;
