//! From documents to results, in one call that can be killed and made again.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

pub use self::error::{IntentError, RunError, RunErrorKind};
pub use self::fate::{Fate, FateStatus};
pub(crate) use self::journal::Journal;
use crate::LlamaCloud;
use crate::batch::{BatchCreateParams, BatchJobStatus, BatchJobStatusValue, JobConfig};
use crate::directories::upload_all::UPLOADS_AT_ONCE;
use crate::documents::Document;
use crate::emit::{Emitting, Step};
use crate::results::FETCHES_AT_ONCE;

mod error;
mod fate;
mod intent;
mod journal;
mod line;
mod plan;
mod stages;

/// Documents that are to go through a batch; see [`LlamaCloud::run`]. Await it for what became of all,
/// or take the [`stream`](Self::stream) of what happens.
#[must_use = "nothing is sent until it is awaited"]
pub struct Run<'a> {
    client: &'a LlamaCloud,
    documents: Box<dyn Iterator<Item = Document> + Send + 'a>,
    params: BatchCreateParams,
    folder: Option<PathBuf>,
    journal: Option<PathBuf>,
    settings: Settings,
}

#[derive(Clone, Copy, Debug)]
struct Settings {
    send_again: bool,
    keep_directory: bool,
    uploads_at_once: usize,
    fetches_at_once: usize,
    deadline: Option<Duration>,
    stall: Option<Duration>,
}

/// What happens in a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RunEvent {
    /// It is known what is to be done.
    Planned {
        /// How many documents there are.
        documents: usize,
        /// How many of them are to be uploaded.
        uploads: usize,
        /// How many bytes these have, as far as they are files.
        bytes: u64,
        /// Whether a journal tells of an earlier run that this one goes on with.
        resumed: bool,
    },
    /// The directory is there.
    Directory {
        /// Its id.
        directory_id: String,
    },
    /// More was sent.
    Sent {
        /// How many bytes were, so far, of all documents together.
        bytes: u64,
    },
    /// A document is in the directory.
    Uploaded {
        /// Its name.
        name: String,
    },
    /// An earlier run was interrupted when it was about to create the job, which is looked for.
    Searching {
        /// When that was.
        since: jiff::Timestamp,
    },
    /// The job is there.
    Created {
        /// Its id.
        job_id: String,
    },
    /// The state or the counts of the job have changed.
    Progressed(Box<BatchJobStatus>),
    /// A document is at its end.
    Finished(Fate),
    /// All of them are. The last event.
    Done(RunReport),
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RunReport {
    /// The job; `None` if no document could be uploaded.
    pub job_id: Option<String>,
    /// How the job ended.
    pub job_status: Option<BatchJobStatusValue>,
    /// What went wrong, if the job failed.
    pub job_error: Option<String>,
    /// The directory, if it stays behind.
    pub directory_id: Option<String>,
    /// What became of each document, in their order.
    pub fates: Vec<Fate>,
}

impl RunReport {
    /// Whether all documents were processed, and all results are there.
    #[must_use]
    pub fn all_completed(&self) -> bool {
        self.fates.iter().all(|fate| fate.status == FateStatus::Completed)
    }

    /// How many documents ended so.
    #[must_use]
    pub fn count(&self, status: FateStatus) -> usize {
        self.fates.iter().filter(|fate| fate.status == status).count()
    }
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        client: &'a LlamaCloud,
        documents: impl Iterator<Item = Document> + Send + 'a,
    ) -> Self {
        Self {
            client,
            documents: Box::new(documents),
            params: BatchCreateParams::builder().job_config(JobConfig::parse()).build(),
            folder: None,
            journal: None,
            settings: Settings {
                send_again: false,
                keep_directory: false,
                uploads_at_once: UPLOADS_AT_ONCE,
                fetches_at_once: FETCHES_AT_ONCE,
                deadline: None,
                stall: None,
            },
        }
    }

    /// What is done with the documents; they are parsed as the service does it by default, if not set.
    pub fn job_config(mut self, config: impl Into<JobConfig>) -> Self {
        self.params.job_config = config.into();
        self
    }

    /// All parameters that the job is created with, [`job_config`](Self::job_config) among them, but for
    /// the directory, which the run makes.
    pub fn params(mut self, params: &BatchCreateParams) -> Self {
        self.params = params.clone();
        self
    }

    /// Writes results to files in this folder, instead of keeping their texts in memory: `<name>.md` for
    /// each document, or `<name>.json` if it is classified, with `-2` behind the name where that is taken;
    /// and `manifest.json` with the fate of each.
    ///
    /// A file is written under another name, and renamed when it is whole and on the disk. A result of
    /// more than 1 MiB goes there as it comes. A folder that stands among the documents is to be
    /// [left out](crate::Documents::leave_out) of them.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Keeps a journal in this file, and goes on with what it tells.
    ///
    /// If the program is killed, or its machine goes down, make the same call again: no file is uploaded
    /// twice, no job is created twice, and no result is lost. A journal belongs to one run, with one
    /// [`folder`](Self::folder), which it needs; while a run has it in use, another is refused. It holds no
    /// secrets, but the names of documents.
    ///
    /// Documents that are named for the first time when the job is there already are skipped. Those of an
    /// interrupted run that are not named again belong to it all the same. A journal whose run is at its end
    /// tells what that came to; what could not be uploaded then needs a run, and a journal, of its own.
    pub fn journal(mut self, path: impl Into<PathBuf>) -> Self {
        self.journal = Some(path.into());
        self
    }

    /// Permits one more POST, if the journal tells of an intent to create the job that has led to none in
    /// ten minutes.
    ///
    /// A run that is killed in the very moment in which it creates the job can't tell whether the POST
    /// arrived. The directory is its own, so the job is found there if it did; if there is none, nothing
    /// proves that there won't be, and the run ends with [`RunErrorKind::Intent`]. With this it goes on, at
    /// the risk of a second job.
    pub fn send_again(mut self) -> Self {
        self.settings.send_again = true;
        self
    }

    /// Keeps the directory, which is deleted otherwise when all results are there.
    pub fn keep_directory(mut self) -> Self {
        self.settings.keep_directory = true;
        self
    }

    /// How many documents are uploaded at once at most; 16 if not set. Beyond it the client's own limit
    /// holds.
    pub fn uploads_at_once(mut self, uploads: usize) -> Self {
        self.settings.uploads_at_once = uploads.max(1);
        self
    }

    /// How many results are fetched at once at most; 8 if not set. Beyond it the client's own limit
    /// holds.
    pub fn fetches_at_once(mut self, fetches: usize) -> Self {
        self.settings.fetches_at_once = fetches.max(1);
        self
    }

    /// How long to wait for the job at most; for ever if not set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.settings.deadline = Some(deadline);
        self
    }

    /// Gives up when neither the state nor the counts of the job have changed for so long; never if
    /// not set.
    pub fn stall(mut self, stall: Duration) -> Self {
        self.settings.stall = Some(stall);
        self
    }

    /// What happens, as it happens. Dropped, the run ends where it is; the job goes on by itself.
    pub fn stream(self) -> RunEvents<'a> {
        RunEvents(Emitting::new(|emitter| stages::run(self, emitter)))
    }
}

impl<'a> IntoFuture for Run<'a> {
    type Output = Result<RunReport, RunError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut events = Emitting::new(|emitter| stages::run(self, emitter));
        Box::pin(poll_fn(move |context| {
            loop {
                match events.poll_step(context) {
                    Poll::Ready(Some(Step::Event(_))) => {}
                    Poll::Ready(Some(Step::End(end))) => return Poll::Ready(end),
                    // The end comes once, and a future is not polled after it.
                    Poll::Ready(None) | Poll::Pending => return Poll::Pending,
                }
            }
        }))
    }
}

impl fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("params", &self.params)
            .field("folder", &self.folder)
            .field("journal", &self.journal)
            .finish_non_exhaustive()
    }
}

/// A stream of what happens in a run; see [`Run::stream`].
///
/// It ends after [`RunEvent::Done`], or after an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct RunEvents<'a>(Emitting<'a, RunEvent, Result<RunReport, RunError>>);

impl RunEvents<'_> {
    /// The next event; `None` after the last. The stream itself, for code that needs no `StreamExt`.
    pub async fn next(&mut self) -> Option<Result<RunEvent, RunError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for RunEvents<'_> {
    type Item = Result<RunEvent, RunError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_step(context).map(|step| match step? {
            Step::Event(event) => Some(Ok(event)),
            Step::End(Ok(report)) => Some(Ok(RunEvent::Done(report))),
            Step::End(Err(error)) => Some(Err(error)),
        })
    }
}

impl fmt::Debug for RunEvents<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RunEvents(..)")
    }
}
