//! A response before it is decoded.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use url::Url;

use crate::attempt::{Attempt, Response};
use crate::client::Observers;
use crate::decode;
use crate::endpoints::Endpoint;
use crate::error::Result;
use crate::request::{Body, Prepared};
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
    /// What was sent, for an error that has to tell it; none for a ready call.
    sent: Option<(Url, Body)>,
    secrets: Secrets,
    observers: Observers,
}

impl Raw {
    pub(crate) fn new(received: Received, request: Prepared) -> Self {
        let observers = request.client.observers().clone();
        let Prepared { endpoint, url, body, secrets, .. } = request;
        let Received { response, attempts } = received;
        Self { endpoint, response, attempts, sent: Some((url, body)), secrets, observers }
    }

    pub(crate) fn ready(received: Received) -> Self {
        let Received { response, attempts } = received;
        Self {
            endpoint: Endpoint::READY,
            response,
            attempts,
            sent: None,
            secrets: Secrets::default(),
            observers: Observers::default(),
        }
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
        request_id(&self.response.headers, &self.secrets)
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
        let received = ReceivedBody { status: *status, headers, body, secrets: &self.secrets };
        let value = T::__decode(received).map_err(|no| {
            let error = decode::error(self.endpoint, &self.response, &self.secrets, no.0)
                .with_attempts(self.attempts.clone());
            match &self.sent {
                Some((url, body)) => error.with_sent(url, body, &self.secrets),
                None => error,
            }
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
