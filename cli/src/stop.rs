//! How a command ends, and with which exit code.

use std::fmt;
use std::process::ExitCode;

use llama_cloud::{
    Error, Kind, Outcome, RunError, RunErrorKind, SubmitError, WaitError, WaitErrorKind,
};

/// How a command ended; its number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Completed = 0,
    Incomplete = 1,
    Input = 2,
    CallFailed = 3,
    Unknown = 4,
    Deadline = 5,
    Interrupted = 130,
}

/// The exit codes, as `--help` tells them.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    all completed; for `status`, `list` and `cancel`: the service answered
  1    items failed or were skipped, or a job failed or was cancelled
  2    wrong usage or input, or results that can't be written
  3    a call failed: a wrong key, an unknown job, a service that can't be reached
  4    nobody can tell whether the job was created: look before you try again
  5    the deadline passed, or a job did not move for too long; the job goes on
  130  Ctrl-C";

impl End {
    /// What two ends come to together.
    pub(crate) fn and(self, other: Self) -> Self {
        let rank = |end: Self| match end {
            Self::Completed => 0,
            Self::Incomplete => 1,
            Self::Deadline => 2,
            Self::CallFailed => 3,
            Self::Unknown => 4,
            Self::Input => 5,
            Self::Interrupted => 6,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        Self::from(end as u8)
    }
}

/// What ends a command early.
#[derive(Debug)]
pub(crate) struct Stop {
    end: End,
    what: String,
}

impl Stop {
    /// Wrong usage or input.
    pub(crate) fn input(what: impl Into<String>) -> Self {
        Self { end: End::Input, what: what.into() }
    }

    /// A service that does not answer as it should.
    pub(crate) fn call(what: impl Into<String>) -> Self {
        Self { end: End::CallFailed, what: what.into() }
    }

    pub(crate) fn interrupted(what: impl Into<String>) -> Self {
        Self { end: End::Interrupted, what: what.into() }
    }

    /// The same with another line.
    pub(crate) fn and_say(mut self, words: &str) -> Self {
        self.what.push('\n');
        self.what.push_str(words);
        self
    }

    pub(crate) fn end(&self) -> End {
        self.end
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for Stop {
    fn from(error: &Error) -> Self {
        let end = if error.kind() == Kind::Build { End::Input } else { End::CallFailed };
        Self { end, what: error.to_string() }
    }
}

impl From<&RunError> for Stop {
    fn from(error: &RunError) -> Self {
        let stop = match error.kind() {
            RunErrorKind::Call(error) => error.into(),
            RunErrorKind::Submit(error) => error.into(),
            RunErrorKind::Wait(error) => error.into(),
            RunErrorKind::Journal { .. } | RunErrorKind::Write { .. } => {
                Self::input(error.to_string())
            }
            _ => Self::call(error.to_string()),
        };
        // Whatever ended it, that there may be a job which nobody knows is what has to be looked at.
        match error.outcome() {
            Outcome::Unknown => Self { end: End::Unknown, ..stop },
            Outcome::Done | Outcome::NotDone => stop,
        }
    }
}

impl From<&SubmitError> for Stop {
    fn from(error: &SubmitError) -> Self {
        let end = match error.outcome() {
            Outcome::NotDone => End::CallFailed,
            Outcome::Done | Outcome::Unknown => End::Unknown,
        };
        Self { end, what: error.to_string() }
    }
}

impl From<&WaitError> for Stop {
    fn from(error: &WaitError) -> Self {
        let (end, mut what) = match error.kind() {
            WaitErrorKind::Deadline | WaitErrorKind::Stalled => {
                (End::Deadline, format!("{error}; the job goes on"))
            }
            _ => (End::CallFailed, error.to_string()),
        };
        if let Some(cause) = error.call_error() {
            what.push_str(&format!("\ncause: {cause}"));
        }
        Self { end, what }
    }
}

#[cfg(test)]
mod tests {
    use super::End;

    #[test]
    fn the_worst_end_counts() {
        let ends = [End::Completed, End::Incomplete, End::Deadline, End::CallFailed];
        for (index, worse) in ends.into_iter().enumerate() {
            for end in ends.into_iter().take(index + 1) {
                assert_eq!((end.and(worse), worse.and(end)), (worse, worse));
            }
        }
    }
}
