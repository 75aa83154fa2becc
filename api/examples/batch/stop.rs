//! What ends a run early, and with which exit code.

use std::fmt;
use std::process::ExitCode;

use llama_cloud::{Error, Kind, Outcome, SubmitError, UploadError, WaitError, WaitErrorKind};

#[derive(Debug)]
pub(crate) struct Stop {
    code: u8,
    what: String,
}

impl Stop {
    /// Wrong usage or input.
    pub(crate) fn input(what: impl Into<String>) -> Self {
        Self { code: 2, what: what.into() }
    }

    pub(crate) fn cancelled(what: impl Into<String>) -> Self {
        Self { code: 130, what: what.into() }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        let code = if error.kind() == Kind::Build { 2 } else { 3 };
        Self { code, what: error.to_string() }
    }
}

impl From<UploadError> for Stop {
    fn from(error: UploadError) -> Self {
        Self { code: 3, what: error.to_string() }
    }
}

impl From<SubmitError> for Stop {
    fn from(error: SubmitError) -> Self {
        match error.outcome() {
            Outcome::NotDone => Self { code: 3, what: error.to_string() },
            Outcome::Done | Outcome::Unknown => Self {
                code: 4,
                what: format!("{error}\nlook at the jobs of that directory before you try again"),
            },
        }
    }
}

impl From<WaitError> for Stop {
    fn from(error: WaitError) -> Self {
        let code = if error.kind() == WaitErrorKind::Call { 3 } else { 5 };
        let mut what = format!("{error}; the job goes on");
        if let Some(cause) = error.call_error() {
            what.push_str(&format!("\ncause: {cause}"));
        }
        Self { code, what }
    }
}
