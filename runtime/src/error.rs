//! What a call that failed tells.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use url::Url;

pub use self::detail::{ErrorDetail, ErrorFormat, ErrorResponse, FieldError};
pub use self::sent::SentRequest;
use crate::attempt::Attempt;
use crate::endpoints::Endpoint;
use crate::request::{Encoded, ErrorBody};
use crate::secret::Secrets;

pub(crate) mod detail;
mod sent;
pub(crate) mod text;

/// A boxed error of any type, as causes are kept.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed, and whether the server acted on it.
///
/// One type serves the whole crate: what a caller does next follows from [`outcome`](Self::outcome)
/// (may the server have acted?) and [`kind`](Self::kind) (what went wrong?), whichever stage failed.
/// It is one pointer wide, so a `Result<T, Error>` is hardly larger than `T`.
///
/// `Display` is one line: the endpoint, what happened, and what that means for the request. Secrets
/// that the call carried (its key, every [`Secret`](crate::Secret) in its parameters) are replaced
/// wherever the server or a cause repeats them, and text from the server is escaped.
pub struct Error(Box<Inner>);

#[derive(Default)]
struct Inner {
    kind: Option<Kind>,
    outcome: Outcome,
    what: Cow<'static, str>,
    endpoint: Option<Endpoint>,
    status: Option<StatusCode>,
    request_id: Option<String>,
    response_id: Option<String>,
    body: Bytes,
    detail: Option<ErrorDetail>,
    api_error: Option<ApiError>,
    attempts: Vec<Attempt>,
    sent_at: Option<SystemTime>,
    request: Option<SentRequest>,
    retry_after: Option<Duration>,
    should_retry: Option<bool>,
    json_path: Option<String>,
    budget_spent: bool,
    source: Option<BoxError>,
}

/// What the body of a failed status was read as.
pub(crate) type ApiError = Box<dyn Any + Send + Sync>;

/// Reads that body.
pub(crate) type ReadError = fn(&[u8]) -> Option<ApiError>;

/// Did the server act on the request?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth answer")]
pub enum Outcome {
    /// The server provably did not act: the request never left, or was refused by it.
    #[default]
    NotDone,
    /// The server provably acted, or said so with a 2xx; only its answer is missing or unreadable.
    Done,
    /// Nobody can tell: the request may have reached the server, and no answer says what became of it.
    Unknown,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The request could not be made from what the caller gave. Nothing was sent.
    Build,
    /// No connection: name resolution, connecting or TLS failed. Nothing was sent.
    Connect,
    /// The connection broke after the request, or a part of it, had gone out.
    Lost,
    /// An attempt took longer than its timeout.
    Timeout,
    /// The deadline of the whole call passed; the last attempt's error is the source.
    Deadline,
    /// What came back is not HTTP as it should be.
    Protocol,
    /// The server answered with a redirect (a 3xx other than 304), which is never followed.
    Redirect,
    /// The server answered with a status that means failure.
    Status,
    /// The response came whole but can't be read as what was asked for.
    Decode,
    /// The response is larger than the limit.
    TooLarge,
    /// The server asked to wait for longer than the call may.
    Throttled,
    /// The body to be sent could not be read, or changed while it was sent; or the file that a
    /// response goes to could not be written.
    Body,
}

impl Error {
    pub(crate) fn new(kind: Kind, outcome: Outcome, what: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { kind: Some(kind), outcome, what: what.into(), ..Inner::default() }))
    }

    /// An error of kind [`Kind::Build`], for code that builds calls on top of this crate.
    ///
    /// `what` says on one line what is wrong and how to mend it.
    #[must_use]
    pub fn build(what: impl Into<String>) -> Self {
        // What a caller's own check says may go on to a second line.
        Self::new(Kind::Build, Outcome::NotDone, text::cut(&what.into(), usize::MAX))
    }

    /// An error of kind [`Kind::Deadline`] for code that waits on top of this crate: a deadline
    /// passed before anything was sent.
    #[must_use]
    pub fn deadline(what: impl Into<String>) -> Self {
        Self::new(Kind::Deadline, Outcome::NotDone, what.into())
    }

    /// Did the server act on the request? What may be done next follows from this.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind.unwrap_or(Kind::Build)
    }

    /// The status of the last response, if one arrived.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// How many attempts were made; 0 if nothing was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        u32::try_from(self.0.attempts.len()).unwrap_or(u32::MAX)
    }

    /// The attempts one by one: when, how long, and how each ended.
    #[must_use]
    pub fn attempt_log(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// When the attempt began whose outcome this error reports, by this machine's clock.
    #[must_use]
    pub fn sent_at(&self) -> Option<SystemTime> {
        self.0.sent_at
    }

    /// What was sent, secrets replaced, if the endpoint is not idempotent and the server acted on the
    /// request or may have ([`Outcome::Done`], [`Outcome::Unknown`]); else `None`.
    #[must_use]
    pub fn request(&self) -> Option<&SentRequest> {
        self.0.request.as_ref()
    }

    /// The identifier that the server gave the request (`x-request-id` and its kin), for a support ticket.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// A readable top-level string `id` in a 2xx body that could not be decoded, or whose status is not
    /// the expected one: the thing was made, and this is most likely its identifier.
    #[must_use]
    pub fn response_id(&self) -> Option<&str> {
        self.0.response_id.as_deref()
    }

    /// What was kept of the response's body: the first 64 KiB, secrets replaced; empty if none came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// What the API said, as the client's [`ErrorFormat`] reads it.
    #[must_use]
    pub fn detail(&self) -> Option<&ErrorDetail> {
        self.0.detail.as_ref()
    }

    /// The body of the failed status as the type that the endpoint names with `error = …`; `None` if it
    /// names another or none, if no such answer came, or if the body can't be read as that. One of more
    /// than 1 MiB can't be, nor one that takes longer than 5 s: it is cut off.
    ///
    /// Secrets of the request are replaced in it, as in [`body`](Self::body).
    ///
    /// ```
    /// # use endpoint::{Call, Endpoints, endpoint};
    /// #[derive(serde::Deserialize)]
    /// struct Problem {
    ///     code: String,
    /// }
    ///
    /// trait Reports: Endpoints {
    ///     #[endpoint(delete = "/reports/{id}", error = Problem)]
    ///     fn remove(&self, id: &str) -> Call<()>;
    /// }
    ///
    /// fn is_locked(error: &endpoint::Error) -> bool {
    ///     error.api_error::<Problem>().is_some_and(|problem| problem.code == "locked")
    /// }
    /// ```
    #[must_use]
    pub fn api_error<T: ErrorBody>(&self) -> Option<&T> {
        self.0.api_error.as_ref()?.downcast_ref()
    }

    /// The endpoint that was called: its name, verb and path template.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        self.0.endpoint.as_ref()
    }

    /// How long the server asked to wait before the next request.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What the server said with `x-should-retry`, if it said it: its own word on whether a
    /// repetition can mend this.
    #[must_use]
    pub fn should_retry(&self) -> Option<bool> {
        self.0.should_retry
    }

    /// For [`Kind::Decode`]: where in the JSON the value stands that could not be read, such as `items[3].status`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// Whether a retry was due but denied, because the client had spent its retry budget.
    #[must_use]
    pub fn retry_budget_spent(&self) -> bool {
        self.0.budget_spent
    }

    /// What happened, without the endpoint and without what follows from it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.what
    }

    pub(crate) fn with_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.0.endpoint.get_or_insert(endpoint);
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Takes note of what was sent, where that matters: the endpoint, the outcome and the attempts
    /// have to be known before.
    pub(crate) fn with_sent(mut self, url: &Url, body: &Encoded, secrets: &Secrets) -> Self {
        let mutates = self.0.endpoint.is_some_and(|endpoint| !endpoint.is_idempotent());
        if mutates && self.0.outcome != Outcome::NotDone && !self.0.attempts.is_empty() {
            let empty = Bytes::new();
            let body = if let Encoded::Json(json) = body { json } else { &empty };
            self.0.request = Some(SentRequest::new(url, body, secrets));
        }
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    pub(crate) fn with_response_id(mut self, id: Option<String>) -> Self {
        self.0.response_id = id;
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = body;
        self
    }

    pub(crate) fn with_detail(mut self, detail: ErrorDetail) -> Self {
        self.0.detail = Some(detail);
        self
    }

    pub(crate) fn with_api_error(mut self, body: Option<ApiError>) -> Self {
        self.0.api_error = body;
        self
    }

    pub(crate) fn take_api_error(&mut self) -> Option<ApiError> {
        self.0.api_error.take()
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_should_retry(mut self, should: Option<bool>) -> Self {
        self.0.should_retry = should;
        self
    }

    pub(crate) fn with_json_path(mut self, path: String) -> Self {
        self.0.json_path = Some(path);
        self
    }

    /// Says which URL a download was of.
    pub(crate) fn with_origin(mut self, origin: &str) -> Self {
        self.0.what = format!("{} (at {origin})", self.0.what).into();
        self
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// Adds what else is to be known, such as where a list is to be gone on with.
    pub(crate) fn with_note(mut self, note: impl fmt::Display) -> Self {
        self.0.what = format!("{}; {note}", self.0.what).into();
        self
    }

    pub(crate) fn with_budget_spent(mut self) -> Self {
        self.0.budget_spent = true;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: Vec<Attempt>) -> Self {
        self.0.sent_at = self.0.sent_at.or(attempts.last().map(Attempt::started_at));
        self.0.attempts = attempts;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(endpoint) = inner.endpoint {
            write!(f, "{} {}: ", endpoint.method(), endpoint.template())?;
        }
        f.write_str(&inner.what)?;
        let mutates = inner.endpoint.is_some_and(|endpoint| !endpoint.is_idempotent());
        match inner.outcome {
            Outcome::Unknown if mutates => {
                f.write_str("; the server may have acted on it, so it was not sent again")?;
            }
            Outcome::Done if mutates => f.write_str("; the server accepted the request")?,
            Outcome::NotDone | Outcome::Done | Outcome::Unknown => {}
        }
        if let Some(id) = &inner.response_id {
            write!(f, " (it answered with the id `{}`)", text::escape(id))?;
        }
        if let (Some(request), Some(sent_at)) = (&inner.request, inner.sent_at) {
            write!(f, " (sent {}", httpdate::fmt_http_date(sent_at))?;
            match request.to_string().as_str() {
                "" => f.write_str(")")?,
                ids => write!(f, ", {ids})")?,
            }
        }
        if inner.budget_spent {
            f.write_str("; not retried, as this client has spent its retry budget")?;
        }
        match inner.attempts.len() {
            0 | 1 => {}
            attempts => write!(f, " (after {attempts} attempts)")?,
        }
        if let Some(id) = &inner.request_id {
            write!(f, " [request {}]", text::escape(id))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.kind()).field("outcome", &inner.outcome);
        out.field("message", &inner.what);
        if let Some(endpoint) = &inner.endpoint {
            out.field("endpoint", endpoint);
        }
        if let Some(status) = inner.status {
            out.field("status", &status.as_u16());
        }
        if let Some(id) = &inner.request_id {
            out.field("request_id", id);
        }
        if let Some(id) = &inner.response_id {
            out.field("response_id", id);
        }
        if let Some(request) = &inner.request {
            out.field("request", request);
        }
        if let Some(path) = &inner.json_path {
            out.field("json_path", path);
        }
        if let Some(wait) = inner.retry_after {
            out.field("retry_after", &wait);
        }
        if !inner.body.is_empty() {
            out.field("body", &text::escape(&String::from_utf8_lossy(&inner.body)));
        }
        if !inner.attempts.is_empty() {
            out.field("attempts", &inner.attempts);
        }
        if let Some(source) = &inner.source {
            out.field("source", source);
        }
        out.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}

/// For code that reads a [`ByteStream`](crate::ByteStream) by the traits of I/O.
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            Kind::Timeout | Kind::Deadline => std::io::ErrorKind::TimedOut,
            Kind::Connect | Kind::Lost => std::io::ErrorKind::ConnectionReset,
            _ => std::io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

/// How much of a response's body an error keeps, in bytes.
pub(crate) const BODY_KEPT: usize = 64 * 1024;
