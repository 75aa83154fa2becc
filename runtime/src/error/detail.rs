//! How an API says what was wrong.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// What an API said about a request that failed, as its [`ErrorFormat`] reads it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The API's words, on one line; empty if it said nothing that can be read.
    pub message: String,
    /// What is wrong with which field, if the API says so.
    pub fields: Vec<FieldError>,
    /// What to do about it, where the [`ErrorFormat`] knows more than the API says; on one line, empty
    /// if there is nothing to add. It ends the error's line.
    pub hint: String,
    /// Whether the API says that credits or quota are spent. Such an answer is final: a 429 with it
    /// is not retried. This reading only ever stops retries.
    pub spent: bool,
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct FieldError {
    /// Where it stands, such as `body.job_config.parameters.languages[3]`.
    pub location: String,
    /// What is wrong with it.
    pub message: String,
    /// The API's code for that, such as `missing`; empty if there is none.
    pub code: String,
}

impl ErrorDetail {
    /// A detail that is only a message.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }
}

impl FieldError {
    /// What is wrong, and where.
    #[must_use]
    pub fn new(location: impl Into<String>, message: impl Into<String>) -> Self {
        Self { location: location.into(), message: message.into(), code: String::new() }
    }

    /// The same with the API's code for it.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = code.into();
        self
    }
}

/// A response whose status means failure, as an [`ErrorFormat`] is shown it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ErrorResponse<'a> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body behind its byte order mark, as far as it was read, which is 1 MiB at most; with the
    /// call's secrets replaced.
    pub body: &'a [u8],
}

/// How an API's error body is read.
///
/// The default looks for the text in the usual places of a JSON object: `message`, `detail`,
/// `error`, `error.message`, `title`. An API that says more has a format of its own:
///
/// ```
/// use endpoint::{ErrorDetail, ErrorFormat};
///
/// let format = ErrorFormat::new(|response| {
///     let body: serde_json::Value = serde_json::from_slice(response.body).ok()?;
///     Some(ErrorDetail::new(body.get("reason")?.as_str()?))
/// });
/// # let _ = format;
/// ```
#[derive(Clone)]
pub struct ErrorFormat(Arc<Read>);

type Read = dyn Fn(&ErrorResponse<'_>) -> Option<ErrorDetail> + Send + Sync;

impl ErrorFormat {
    /// A format that is read by `read`; `None` means that the body says nothing that can be read.
    pub fn new(
        read: impl Fn(&ErrorResponse<'_>) -> Option<ErrorDetail> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(read))
    }

    pub(crate) fn read(&self, response: &ErrorResponse<'_>) -> Option<ErrorDetail> {
        (self.0)(response)
    }
}

impl Default for ErrorFormat {
    fn default() -> Self {
        Self::new(usual_places)
    }
}

impl fmt::Debug for ErrorFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorFormat")
    }
}

fn usual_places(response: &ErrorResponse<'_>) -> Option<ErrorDetail> {
    let body: Value = serde_json::from_slice(response.body).ok()?;
    let text = |value: &Value| value.as_str().map(ErrorDetail::new);
    if let Some(text) = ["message", "detail", "error"].iter().find_map(|key| text(body.get(key)?)) {
        return Some(text);
    }
    text(body.get("error")?.get("message")?).or_else(|| text(body.get("title")?))
}
