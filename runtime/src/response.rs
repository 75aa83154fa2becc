//! A response before it is decoded.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::attempt::receive::{content_length, has_body};
use crate::attempt::{Attempt, Response};
use crate::byte_stream::{Answer, ByteStream, StreamLimits};
use crate::client::{Observers, Target};
use crate::decode::{self, Undecodable};
use crate::endpoints::Endpoint;
use crate::error::{Error, Result};
use crate::request::{Encoded, Prepared};
use crate::secret::Secrets;
use crate::send::{Received, request_id};
use crate::value::{Delivery, Value};

/// A successful response as it came, with the attempts that led to it.
///
/// [`Call::raw`](crate::Call::raw) gives it; [`parse`](Self::parse) reads the body later.
pub struct Raw {
    response: Response,
    held: Mutex<Held>,
    origin: Arc<Origin>,
    observers: Arc<Observers>,
}

/// Where the body of a response is.
#[derive(Debug)]
pub(crate) enum Held {
    InMemory,
    /// Nowhere, as nobody wanted it.
    Discarded,
    /// Still to be read.
    Open(Box<ByteStream>),
    /// With whoever has read it as a stream.
    Taken,
}

/// What a response answers: an error that it leads to has to tell it.
pub(crate) struct Origin {
    /// None of a ready call.
    endpoint: Option<Endpoint>,
    attempts: Vec<Attempt>,
    /// What was sent; none for a ready call.
    sent: Option<(Arc<Target>, Encoded)>,
    pub(crate) secrets: Secrets,
}

impl Origin {
    pub(crate) fn complete(&self, error: Error) -> Error {
        let error = match self.endpoint {
            Some(endpoint) => error.with_endpoint(endpoint),
            None => error,
        };
        let error = error.with_attempts(self.attempts.clone());
        match &self.sent {
            Some((target, body)) => error.with_sent(&target.url, body, &self.secrets),
            None => error,
        }
    }
}

impl Raw {
    pub(crate) fn new(received: Received, request: Prepared) -> Self {
        let observers = Arc::clone(request.client.observers());
        let Prepared { endpoint, method, target, body, secrets, limits, delivery, .. } = request;
        let Received { mut response, attempts, deadline } = received;
        let sent = Some((target, body));
        let origin = Arc::new(Origin { endpoint: Some(endpoint), attempts, sent, secrets });
        let stream = response.open.take().map(|open| {
            let deadline = deadline.filter(|_| limits.deadline_holds_streams);
            let length =
                has_body(&method, response.status).then(|| content_length(&response.headers));
            let (limit, idle) = (limits.max_body, limits.timeout);
            let limits = StreamLimits { length: length.flatten(), limit, idle, deadline };
            let (status, origin) = (response.status, Arc::clone(&origin));
            let request_id = request_id(&response.headers, &origin.secrets);
            ByteStream::new(open, limits, Answer { status, request_id, origin })
        });
        let held = match (stream, delivery) {
            (Some(stream), _) => Held::Open(Box::new(stream)),
            (None, Delivery::Discarded) => Held::Discarded,
            (None, _) => Held::InMemory,
        };
        Self { response, held: Mutex::new(held), origin, observers }
    }

    pub(crate) fn ready(response: Response) -> Self {
        let origin = Origin {
            endpoint: None,
            attempts: Vec::new(),
            sent: None,
            secrets: Secrets::default(),
        };
        Self {
            response,
            held: Mutex::new(Held::InMemory),
            origin: Arc::new(origin),
            observers: Arc::default(),
        }
    }

    /// The status: a 2xx, or the one that the endpoint declares with `expect`.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// The body; empty for a `Call<()>`, which does not keep it, and for a `Call<ByteStream>`, whose
    /// body [`parse`](Self::parse) gives once.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.response.body
    }

    /// The identifier that the server gave the request, if it gave one.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        request_id(&self.response.headers, &self.origin.secrets)
    }

    /// All attempts in order; the last one brought this response.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.origin.attempts
    }

    /// Reads the body as a `T`.
    ///
    /// # Errors
    /// [`Kind::Decode`](crate::Kind::Decode) if it is none, or if it is not here: a body that was not kept,
    /// or that is still to be read, or was read, as a [`ByteStream`](crate::ByteStream).
    pub fn parse<T: Value>(&self) -> Result<T> {
        let parsed = T::__decode(self);
        if let Ok(value) = &parsed {
            self.observers.notify(value);
        }
        parsed
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.origin.secrets
    }

    /// The body, if it is in memory: one that is elsewhere must not be taken for empty.
    pub(crate) fn in_memory(&self) -> Result<&Bytes, Undecodable> {
        match *self.held.lock().unwrap_or_else(PoisonError::into_inner) {
            Held::InMemory => Ok(&self.response.body),
            Held::Discarded => Err(Undecodable::new(DISCARDED)),
            Held::Open(_) => Err(Undecodable::new(
                "the body is still to be read: it can be had as a `ByteStream`",
            )),
            Held::Taken => Err(Undecodable::new(TAKEN)),
        }
    }

    /// The body as it comes.
    pub(crate) fn stream(&self) -> Result<ByteStream, Undecodable> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Held::InMemory => return Ok(self.response.body.clone().into()),
            Held::Discarded => return Err(Undecodable::new(DISCARDED)),
            Held::Open(_) | Held::Taken => {}
        }
        match std::mem::replace(&mut *held, Held::Taken) {
            Held::Open(stream) => Ok(*stream),
            Held::InMemory | Held::Discarded | Held::Taken => Err(Undecodable::new(TAKEN)),
        }
    }

    pub(crate) fn unreadable(&self, undecodable: Undecodable) -> Error {
        self.origin.complete(decode::error(&self.response, &self.origin.secrets, undecodable))
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("status", &self.response.status)
            .field("body_bytes", &self.response.body.len())
            .field("attempts", &self.origin.attempts)
            .finish_non_exhaustive()
    }
}

const DISCARDED: &str = "the body was not kept, as nothing but `()` was to be made of it";
const TAKEN: &str = "the body was taken as a stream before, and can be read once only";
