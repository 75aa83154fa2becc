//! What a submit that failed tells.

use std::error::Error as StdError;
use std::fmt;
use std::time::SystemTime;

use endpoint::{Error, Outcome};

use super::job::BatchJob;

/// Why [`submit`](super::BatchEndpoints::submit) returned no job, and what is known of it.
///
/// Where [`outcome`](Self::outcome) is `NotDone` no job was made, and submitting again is safe. Where
/// it is `Unknown` or `Done` there may be one: look at the [`candidates`](Self::candidates), and at
/// the directory, before submitting again.
pub struct SubmitError(Box<Inner>);

struct Inner {
    error: Error,
    directory_id: Option<String>,
    project_id: Option<String>,
    candidates: Vec<BatchJob>,
    has_looked: bool,
    of_look: Option<Error>,
}

impl SubmitError {
    pub(super) fn new(
        error: Error,
        directory_id: &Option<String>,
        project_id: &Option<String>,
    ) -> Self {
        Self(Box::new(Inner {
            error,
            directory_id: directory_id.clone(),
            project_id: project_id.clone(),
            candidates: Vec::new(),
            has_looked: false,
            of_look: None,
        }))
    }

    pub(super) fn looked(mut self, candidates: Vec<BatchJob>, of_look: Option<Error>) -> Self {
        self.0.has_looked = true;
        self.0.candidates = candidates;
        self.0.of_look = of_look;
        self
    }

    /// The error of the POST.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    /// The error of the POST, by itself.
    #[must_use]
    pub fn into_error(self) -> Error {
        self.0.error
    }

    /// Was a job made?
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.error.outcome()
    }

    /// The directory of the batch.
    #[must_use]
    pub fn directory_id(&self) -> Option<&str> {
        self.0.directory_id.as_deref()
    }

    /// The project of the batch, as far as it was given.
    #[must_use]
    pub fn project_id(&self) -> Option<&str> {
        self.0.project_id.as_deref()
    }

    /// When the POST was sent, by this machine's clock; `None` if it was not.
    #[must_use]
    pub fn sent_at(&self) -> Option<SystemTime> {
        self.0.error.sent_at()
    }

    /// The id of the job, if an answer that could not be read otherwise showed it.
    #[must_use]
    pub fn job_id(&self) -> Option<&str> {
        self.0.error.response_id()
    }

    /// The jobs that can be the one that was asked for. None proves nothing.
    #[must_use]
    pub fn candidates(&self) -> &[BatchJob] {
        &self.0.candidates
    }

    /// Why looking for the job failed, if it did.
    #[must_use]
    pub fn look_error(&self) -> Option<&Error> {
        self.0.of_look.as_ref()
    }
}

impl fmt::Display for SubmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { error, directory_id, candidates, has_looked, of_look, .. } = &*self.0;
        error.fmt(f)?;
        if !has_looked {
            return Ok(());
        }
        match directory_id {
            Some(id) => {
                write!(f, "; looked for the job in the directory `{}`: ", id.escape_debug())?
            }
            None => f.write_str("; looked for the job: ")?,
        }
        match (candidates.as_slice(), of_look) {
            (_, Some(error)) => write!(f, "that failed too ({})", error.message()),
            ([], None) => {
                f.write_str("none is in sight yet, which does not prove that none was made")
            }
            (candidates, None) => {
                f.write_str("it can be ")?;
                for (index, job) in candidates.iter().take(SHOWN).enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}`{}`", job.id.escape_debug())?;
                }
                match candidates.len().checked_sub(SHOWN) {
                    None | Some(0) => Ok(()),
                    Some(more) => write!(f, " or one of {more} others"),
                }
            }
        }
    }
}

impl fmt::Debug for SubmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.0.candidates.iter().map(|job| job.id.as_str()).collect();
        f.debug_struct("SubmitError")
            .field("error", &self.0.error)
            .field("directory_id", &self.0.directory_id)
            .field("project_id", &self.0.project_id)
            .field("candidates", &ids)
            .field("look_error", &self.0.of_look)
            .finish()
    }
}

impl StdError for SubmitError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The error itself is told by `Display` already.
        self.0.error.source()
    }
}

/// So many candidates are named in the message.
const SHOWN: usize = 3;
