//! Misbehaviour on demand.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::json;

use crate::reply::Reply;

/// Which requests a [`Fault`] strikes.
///
/// Requests count from the moment the fault is set, also those that another fault strikes, and
/// whether or not they would have been accepted. Unless told otherwise a fault strikes once, the
/// first time.
///
/// ```
/// use llama_cloud_sandbox::Match;
///
/// Match::operation("create"); // the next create
/// Match::operation("create").nth(2); // the one after
/// Match::operation("directories.files.upload").times(3); // the next three uploads
/// Match::any().nth(5).always(); // whatever is asked, from the fifth request on
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Match {
    operation: Option<String>,
    first: u64,
    times: Option<u64>,
}

impl Match {
    /// Requests for an operation by its name in the contract: `create`, `list`, `get_status`,
    /// `cancel`, `job_items.list`, `job_items.get_processing_results`, `files.create`,
    /// `directories.files.upload`, `parsing.get` and so on; `content` is the download behind a
    /// presigned URL.
    pub fn operation(name: impl Into<String>) -> Self {
        Self { operation: Some(name.into()), first: 1, times: Some(1) }
    }

    /// Any request, also one that fits no endpoint.
    pub fn any() -> Self {
        Self { operation: None, first: 1, times: Some(1) }
    }

    /// Begins with the `n`th of them, counted from 1.
    pub fn nth(self, n: u64) -> Self {
        Self { first: n.max(1), ..self }
    }

    /// Strikes `n` of them in a row.
    pub fn times(self, n: u64) -> Self {
        Self { times: Some(n), ..self }
    }

    /// Strikes all of them.
    pub fn always(self) -> Self {
        Self { times: None, ..self }
    }

    fn fits(&self, operation: Option<&str>) -> bool {
        self.operation.as_deref().is_none_or(|wanted| operation == Some(wanted))
    }

    /// Whether the `n`th fitting request is struck.
    fn strikes(&self, n: u64) -> bool {
        n >= self.first && self.times.is_none_or(|times| n - self.first < times)
    }
}

/// What goes wrong with a request.
///
/// The request is always read first. Several faults can strike it: those before the work, then those
/// after it, each in the order in which they were set. Whether the request was carried out is in
/// [`ReceivedRequest::committed`].
///
/// [`ReceivedRequest::committed`]: crate::ReceivedRequest::committed
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// Reads the whole request, does nothing, and closes the connection without an answer.
    DropBefore,
    /// Does what is asked, and closes the connection without an answer.
    DropAfterCommit,
    /// Does nothing, and answers with this status and these headers. The body is
    /// `{"detail": "…"}`, unless [`Fault::Body`] replaces it.
    Status(u16, Vec<(String, String)>),
    /// Does what is asked, and then answers with this status and these headers nevertheless.
    StatusAfterCommit(u16, Vec<(String, String)>),
    /// Reads the request and waits before it does what is asked, by tokio's time and not by the
    /// sandbox's clock. It is done then even if the client has gone away meanwhile.
    Delay(Duration),
    /// Does what is asked, and waits before it answers.
    DelayAfterCommit(Duration),
    /// Does what is asked, and sends the true head and so many bytes of the body; then it closes the
    /// connection. A body that isn't longer than that goes out whole.
    Truncate(usize),
    /// Does what is asked, and sends the body a byte at a time with this pause before each.
    Drip(Duration),
    /// Sends this instead of the body, under the same status and headers but for the length.
    Body(Bytes),
}

impl Fault {
    /// [`Fault::Status`] without headers.
    #[must_use]
    pub fn status(code: u16) -> Self {
        Self::Status(code, Vec::new())
    }

    /// [`Fault::StatusAfterCommit`] without headers.
    #[must_use]
    pub fn status_after_commit(code: u16) -> Self {
        Self::StatusAfterCommit(code, Vec::new())
    }

    /// Adds a header to the answer of [`Fault::Status`] or [`Fault::StatusAfterCommit`]; other
    /// faults are left as they are. `content-type` replaces the answer's own.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Self::Status(_, headers) | Self::StatusAfterCommit(_, headers) = &mut self {
            headers.push((name.into(), value.into()));
        }
        self
    }

    /// [`Fault::Body`] with anything that is bytes.
    #[must_use]
    pub fn body(bytes: impl Into<Bytes>) -> Self {
        Self::Body(bytes.into())
    }
}

/// The faults that are set, and how many fitting requests each has seen.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<(Match, Fault, u64)>);

impl Faults {
    pub(crate) fn set(&mut self, on: Match, fault: Fault) {
        self.0.push((on, fault, 0));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Counts a request, and gives the faults that strike it.
    pub(crate) fn strike(&mut self, operation: Option<&str>) -> Vec<Fault> {
        let mut struck = Vec::new();
        for (on, fault, seen) in &mut self.0 {
            if on.fits(operation) {
                *seen += 1;
                if on.strikes(*seen) {
                    struck.push(fault.clone());
                }
            }
        }
        struck
    }
}

/// The answer that [`Fault::Status`] gives. A code that is none counts as 500.
pub(crate) fn status_reply(code: u16, headers: &[(String, String)]) -> Reply {
    let status = StatusCode::from_u16(code)
        .ok()
        .filter(|status| !status.is_informational())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let detail = status.canonical_reason().unwrap_or("Fault");
    let mut reply = match status {
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED => {
            Reply { status, ..Reply::no_content() }
        }
        _ => Reply::json(status, &json!({ "detail": detail })),
    };
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            if name == header::CONTENT_TYPE {
                reply.headers.remove(&name);
            }
            reply.headers.append(name, value);
        }
    }
    reply
}
