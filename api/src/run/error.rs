//! Why a run ended before its end.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use endpoint::{Error, Outcome};

use crate::batch::{BatchJob, SubmitError, WaitError};
use crate::directories::UploadError;

/// Why a [`Run`](super::Run), or fetching [`Results`](crate::Results), ended before its end.
///
/// A run with a journal goes on from there when the same call is made again.
pub struct RunError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: RunErrorKind,
    directory_id: Option<String>,
    job_id: Option<String>,
    /// Whether an earlier run was about to create the job, and nobody knows what became of that.
    is_in_doubt: bool,
}

/// What ended a run.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunErrorKind {
    /// The journal can't be used: it can't be read, written or locked, or it is of another run.
    Journal {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A call failed that all depends on.
    Call(Error),
    /// An upload failed as every other would.
    Upload(UploadError),
    /// The job could not be created, or nobody can tell whether it was.
    Submit(SubmitError),
    /// A run that was interrupted was about to create the job, and what became of that can't be told.
    Intent(IntentError),
    /// Waiting for the job ended before the job did.
    Wait(WaitError),
    /// A result can't be written.
    Write {
        /// Where to.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
}

/// An intent to create the job, of a run that was interrupted, that did not lead to one job.
#[derive(Debug)]
#[non_exhaustive]
pub struct IntentError {
    /// The directory of the run, which nobody else makes jobs over.
    pub directory_id: String,
    /// When the job was about to be created.
    pub at: jiff::Timestamp,
    /// The jobs over the directory: none, or more than one.
    pub jobs: Vec<BatchJob>,
}

impl RunError {
    pub(crate) fn new(
        kind: RunErrorKind,
        directory_id: Option<String>,
        job_id: Option<String>,
    ) -> Self {
        Self(Box::new(Inner { kind, directory_id, job_id, is_in_doubt: false }))
    }

    /// The same, of a run whose journal tells of an intent to create the job that may have led to one.
    pub(super) fn in_doubt(mut self, is_in_doubt: bool) -> Self {
        self.0.is_in_doubt = is_in_doubt;
        self
    }

    /// What ended it.
    #[must_use]
    pub fn kind(&self) -> &RunErrorKind {
        &self.0.kind
    }

    /// The directory of the run, as soon as there is one.
    #[must_use]
    pub fn directory_id(&self) -> Option<&str> {
        self.0.directory_id.as_deref()
    }

    /// The job, as soon as it is known.
    #[must_use]
    pub fn job_id(&self) -> Option<&str> {
        self.0.job_id.as_deref()
    }

    /// Is there a job? `Done` if it is known, `NotDone` if the run provably made none, `Unknown` if
    /// nobody can tell.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let outcome = match &self.0.kind {
            _ if self.0.job_id.is_some() => Outcome::Done,
            RunErrorKind::Submit(error) => error.outcome(),
            RunErrorKind::Intent(_) => Outcome::Unknown,
            RunErrorKind::Wait(_) => Outcome::Done,
            RunErrorKind::Journal { .. }
            | RunErrorKind::Call(_)
            | RunErrorKind::Upload(_)
            | RunErrorKind::Write { .. } => Outcome::NotDone,
        };
        match outcome {
            Outcome::NotDone if self.0.is_in_doubt => Outcome::Unknown,
            outcome => outcome,
        }
    }
}

impl RunErrorKind {
    pub(crate) fn journal(path: &Path, what: impl Into<String>) -> Self {
        Self::Journal { path: path.to_owned(), what: what.into() }
    }

    pub(crate) fn write(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }
}

impl fmt::Debug for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, directory_id, job_id, is_in_doubt } = &*self.0;
        f.debug_struct("RunError")
            .field("kind", kind)
            .field("directory_id", directory_id)
            .field("job_id", job_id)
            .field("is_in_doubt", is_in_doubt)
            .finish()
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)
    }
}

impl fmt::Display for RunErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Journal { path, what } => write!(f, "the journal {}: {what}", path.display()),
            Self::Call(error) => error.fmt(f),
            Self::Upload(error) => error.fmt(f),
            Self::Submit(error) => error.fmt(f),
            Self::Intent(error) => error.fmt(f),
            Self::Wait(error) => error.fmt(f),
            Self::Write { path, error } => write!(f, "can't write {}: {error}", path.display()),
        }
    }
}

impl fmt::Display for IntentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (directory, at) = (self.directory_id.escape_debug(), self.at);
        match self.jobs.as_slice() {
            [] => write!(
                f,
                "the run was interrupted at {at}, when it was about to create the job; the directory \
                 `{directory}` shows none, which does not prove that none was made"
            ),
            jobs => {
                write!(f, "the directory `{directory}` is of this run alone, and shows ")?;
                write!(f, "{} jobs: ", jobs.len())?;
                for (index, job) in jobs.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}`{}`", job.id.escape_debug())?;
                }
                Ok(())
            }
        }
    }
}

impl StdError for IntentError {}

impl StdError for RunError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The errors themselves are told by `Display` already.
        match &self.0.kind {
            RunErrorKind::Journal { .. } | RunErrorKind::Intent(_) => None,
            RunErrorKind::Call(error) => error.source(),
            RunErrorKind::Upload(error) => error.source(),
            RunErrorKind::Submit(error) => error.source(),
            RunErrorKind::Wait(error) => error.source(),
            RunErrorKind::Write { error, .. } => Some(error),
        }
    }
}

impl From<Error> for RunErrorKind {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<UploadError> for RunErrorKind {
    fn from(error: UploadError) -> Self {
        Self::Upload(error)
    }
}

impl From<SubmitError> for RunErrorKind {
    fn from(error: SubmitError) -> Self {
        Self::Submit(error)
    }
}

impl From<WaitError> for RunErrorKind {
    fn from(error: WaitError) -> Self {
        Self::Wait(error)
    }
}
