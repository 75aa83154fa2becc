//! A response before it is decoded.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::attempt::{Attempt, Response};
use crate::client::Observers;
use crate::decode;
use crate::endpoints::Endpoint;
use crate::error::Result;
use crate::secret::Secrets;
use crate::send::{Received, request_id};
use crate::value::{ReceivedBody, Value};

/// A successful response as it came, with the attempts that led to it.
///
/// [`Call::raw`](crate::Call::raw) gives it; [`parse`](Self::parse) reads the body later.
pub struct Raw {
    endpoint: Endpoint,
    response: Response,
    attempts: Vec<Attempt>,
    secrets: Secrets,
    observers: Observers,
}

impl Raw {
    pub(crate) fn new(endpoint: Endpoint, received: Received, secrets: Secrets) -> Self {
        let Received { response, attempts } = received;
        Self { endpoint, response, attempts, secrets, observers: Observers::default() }
    }

    pub(crate) fn observed_by(mut self, observers: Observers) -> Self {
        self.observers = observers;
        self
    }

    /// The status, a 2xx.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// The body; empty for a `Call<()>`, which does not keep it.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.response.body
    }

    /// The identifier that the server gave the request, if it gave one.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        request_id(&self.response.headers)
    }

    /// All attempts in order; the last one brought this response.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// Reads the body as a `T`.
    ///
    /// # Errors
    /// [`Kind::Decode`](crate::Kind::Decode) if it is none.
    pub fn parse<T: Value>(&self) -> Result<T> {
        let Response { status, headers, body } = &self.response;
        let received = ReceivedBody { status: *status, headers, body };
        let value = T::__decode(received).map_err(|no| {
            decode::error(self.endpoint, &self.response, &self.secrets, no.0)
                .with_attempts(self.attempts.clone())
        })?;
        self.observers.notify(&value);
        Ok(value)
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("status", &self.response.status)
            .field("body_bytes", &self.response.body.len())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
