//! Why waiting for a job ended before the job did.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use endpoint::Error;

use super::job::{BatchJob, BatchJobStatus};

/// Why [`wait`](super::BatchEndpoints::wait), [`watch`](super::BatchEndpoints::watch),
/// [`wait_all`](super::BatchEndpoints::wait_all) or [`watch_all`](super::BatchEndpoints::watch_all) ended
/// before the job did. Unless it is [`Gone`](WaitErrorKind::Gone), the job itself goes on: wait for
/// [`job_id`](Self::job_id) again to go on too.
#[derive(Clone)]
pub struct WaitError(Arc<Inner>);

struct Inner {
    job_id: String,
    last: Option<Last>,
    kind: WaitErrorKind,
    /// One failed look at a list may be the last of many jobs.
    source: Option<Arc<Error>>,
}

/// Where a job stood when it was last seen: as it tells itself, or as a list tells of it.
#[derive(Clone, Debug)]
pub(super) enum Last {
    Status(BatchJobStatus),
    Listed(BatchJob),
}

/// What ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitErrorKind {
    /// The deadline of the wait passed, or the job's own.
    Deadline,
    /// The job did not change for as long as the stall limit.
    Stalled,
    /// Asking for the job failed in a way that asking again does not mend.
    Call,
    /// The job was seen before, and now the service does not know it any more: it answers 404.
    Gone,
}

impl WaitError {
    pub(super) fn new(
        job_id: String,
        last: Option<Last>,
        kind: WaitErrorKind,
        source: Option<Arc<Error>>,
    ) -> Self {
        Self(Arc::new(Inner { job_id, last, kind, source }))
    }

    /// Of a job that was last seen so.
    pub(crate) fn of_status(
        job_id: String,
        last: BatchJobStatus,
        kind: WaitErrorKind,
        source: Arc<Error>,
    ) -> Self {
        Self::new(job_id, Some(Last::Status(last)), kind, Some(source))
    }

    /// Of a job that no look has shown.
    pub(crate) fn unseen(job_id: String) -> Self {
        Self::new(job_id, None, WaitErrorKind::Call, None)
    }

    /// The job that was waited for.
    #[must_use]
    pub fn job_id(&self) -> &str {
        &self.0.job_id
    }

    /// Where the job stood when it was last seen, as it told itself. [`wait_all`] and [`watch_all`] read
    /// lists, which tell less: they leave [`last_job`](Self::last_job) alone.
    ///
    /// [`wait_all`]: super::BatchEndpoints::wait_all
    /// [`watch_all`]: super::BatchEndpoints::watch_all
    #[must_use]
    pub fn last(&self) -> Option<&BatchJobStatus> {
        match &self.0.last {
            Some(Last::Status(status)) => Some(status),
            Some(Last::Listed(_)) | None => None,
        }
    }

    /// The job when it was last seen.
    #[must_use]
    pub fn last_job(&self) -> Option<&BatchJob> {
        match &self.0.last {
            Some(Last::Status(status)) => Some(&status.job),
            Some(Last::Listed(job)) => Some(job),
            None => None,
        }
    }

    /// What ended the wait.
    #[must_use]
    pub fn kind(&self) -> WaitErrorKind {
        self.0.kind
    }

    /// The error of the last look, if it failed.
    #[must_use]
    pub fn call_error(&self) -> Option<&Error> {
        self.0.source.as_deref()
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { job_id, kind, source, .. } = &*self.0;
        write!(f, "stopped waiting for the job `{}`: ", job_id.escape_debug())?;
        f.write_str(match kind {
            WaitErrorKind::Deadline => "the deadline passed",
            WaitErrorKind::Stalled => "it did not change for as long as the stall limit",
            WaitErrorKind::Call => "asking for it failed",
            WaitErrorKind::Gone => "it is gone, as the service does not know it any more",
        })?;
        match self.last_job() {
            Some(last) => write!(
                f,
                "; last seen {}, {} of {} items processed",
                last.status.as_str().escape_debug(),
                last.processed_items.unwrap_or_default(),
                last.total_items
            )?,
            None => f.write_str("; it was not seen at all")?,
        }
        match (kind, source) {
            (WaitErrorKind::Deadline | WaitErrorKind::Stalled, Some(_)) => {
                f.write_str(", as the last look at it failed")
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitError")
            .field("job_id", &self.0.job_id)
            .field("kind", &self.0.kind)
            .field("last", &self.0.last)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for WaitError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|error| error as &(dyn StdError + 'static))
    }
}
