//! How transports fail: which errors prove that nothing was sent, and which only say that an answer is
//! missing.

use std::error::Error as StdError;
use std::fmt;

use crate::error::{BoxError, Error, Kind, Outcome};

/// Why no response, or not all of one, arrived.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    /// [`Outcome::NotDone`] only if the error proves that nothing was sent.
    pub(crate) outcome: Outcome,
    /// Whether the connection had been used before, so that its loss says nothing about the server.
    pub(crate) reused: bool,
    pub(crate) what: String,
    pub(crate) source: Option<BoxError>,
}

/// Says that a request was not sent.
///
/// A [transport](crate::ClientBuilder::transport) of one's own returns it, or an error that has it in
/// its source chain, when it knows that no byte of the request went out: then even a request that is
/// not idempotent may be sent again. Any other error leaves the outcome unknown.
#[derive(Debug)]
pub struct Unsent(BoxError);

impl Unsent {
    /// Wraps what kept the request from being sent.
    pub fn new(cause: impl Into<BoxError>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request was not sent")
    }
}

impl StdError for Unsent {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

impl Failure {
    pub(super) fn not_sent(kind: Kind, what: &str) -> Self {
        let outcome = Outcome::NotDone;
        Self { kind, outcome, reused: false, what: what.to_owned(), source: None }
    }

    pub(super) fn of_reqwest(error: reqwest::Error, reused: bool) -> Self {
        let connect = error.is_connect();
        Self::classify(error.without_url().into(), connect, reused)
    }

    #[cfg(feature = "hyper")]
    pub(super) fn of_hyper(error: hyper_util::client::legacy::Error, reused: bool) -> Self {
        let connect = error.is_connect();
        Self::classify(error.into(), connect, reused)
    }

    /// Of a response's body. What does not come from the connection is the fault of what it carries.
    pub(super) fn of_body(error: reqwest::Error) -> Self {
        let error: BoxError = error.without_url().into();
        if Found::in_chain(&*error).connection {
            return Self::classify(error, false, false);
        }
        let what = format!("the body can't be decompressed: {}", innermost(&*error));
        Self {
            kind: Kind::Decode,
            outcome: Outcome::Unknown,
            reused: false,
            what,
            source: Some(error),
        }
    }

    pub(super) fn of_custom(error: impl Into<BoxError>) -> Self {
        Self::classify(error.into(), false, false)
    }

    fn classify(error: BoxError, connect: bool, reused: bool) -> Self {
        let found = Found::in_chain(&*error);
        if let Some((kind, outcome, what)) = found.own {
            return Self { kind, outcome, reused: false, what, source: Some(error) };
        }
        let not_sent = connect || found.not_sent;
        let (kind, what) = if let Some(what) = found.proxy.filter(|_| not_sent) {
            (Kind::Connect, what.to_owned())
        } else if not_sent {
            (Kind::Connect, format!("{NO_CONNECTION}: {}", innermost(&*error)))
        } else if found.protocol {
            (Kind::Protocol, format!("the answer is not valid HTTP: {}", innermost(&*error)))
        } else {
            (Kind::Lost, format!("the connection was lost: {}", innermost(&*error)))
        };
        let outcome = if not_sent { Outcome::NotDone } else { Outcome::Unknown };
        Self { kind, outcome, reused: reused && kind == Kind::Lost, what, source: Some(error) }
    }
}

/// What the causes of an error tell.
#[derive(Default)]
struct Found {
    /// An error of this crate, from reading the body that was to be sent.
    own: Option<(Kind, Outcome, String)>,
    not_sent: bool,
    protocol: bool,
    /// Whether the connection is to blame.
    connection: bool,
    /// What a proxy has said instead of passing the request on.
    proxy: Option<&'static str>,
}

impl Found {
    fn in_chain(error: &(dyn StdError + 'static)) -> Self {
        let mut found = Self::default();
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(own) = error.downcast_ref::<Error>() {
                found.own = Some((own.kind(), own.outcome(), own.message().to_owned()));
            }
            if error.is::<Unsent>() {
                found.not_sent = true;
            }
            // The type is not to be had from here, so it is known by its words.
            match error.to_string().as_str() {
                "tunnel error: proxy authorization required" => {
                    found.proxy = Some(
                        "the proxy asks for credentials (407): put them into its URL, as in \
                         `http://user:password@proxy`",
                    );
                }
                "tunnel error: unsuccessful" => {
                    found.proxy = Some(
                        "the proxy would not connect to the server: check the variables \
                         `HTTPS_PROXY` and `NO_PROXY`, and the base URL",
                    );
                }
                _ => {}
            }
            if let Some(error) = error.downcast_ref::<::hyper::Error>() {
                found.connection = true;
                // The connection was gone before it took the request.
                found.not_sent |= error.is_canceled();
                found.protocol |= error.is_parse();
            }
            if let Some(error) = error.downcast_ref::<h2::Error>() {
                found.connection = true;
                let reason = error.reason();
                // RFC 9113 §8.7: a refused stream was not processed. A GOAWAY is reported to a
                // stream only if the stream lies beyond the last one that the peer will process.
                found.not_sent |= error.is_remote()
                    && (error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM)
                        || error.is_go_away() && reason == Some(h2::Reason::NO_ERROR));
                found.protocol |= error.is_library();
            }
            // An I/O error that carries another passes it over in its own chain.
            cause = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        found
    }
}

/// The last cause: what the system or the peer said.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// How the words of a failure to connect begin, unless a proxy was in the way.
pub(crate) const NO_CONNECTION: &str = "could not connect";
