//! The client: everything that calls share.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, OnceLock};

use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::header::{TE, TRAILER, TRANSFER_ENCODING, UPGRADE};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue};
use url::Url;

pub use self::builder::ClientBuilder;
pub(crate) use self::urls::Target;
use self::urls::Urls;
use crate::download::Download;
use crate::error::{Error, ErrorFormat, Result};
use crate::request::query::Pair;
use crate::retry::RetryPolicy;
use crate::retry::budget::Budget;
use crate::secret::{REDACTED, Secret, Secrets, names_a_secret};
use crate::throttle::Throttle;
use crate::transport::Transport;

mod builder;
mod urls;

/// Sends requests to one origin, and holds what all its calls share: the connections, the key, the
/// defaults, the retry budget and the throttle.
///
/// Cloning is cheap, and clones share all of that. Make one per API and key.
///
/// ```
/// # fn main() -> endpoint::Result<()> {
/// let client = endpoint::Client::builder()
///     .base_url("https://api.example.com")
///     .bearer_token("secret")
///     .build()?;
/// # let _ = client;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    core: Arc<Core>,
    defaults: Defaults,
}

struct Core {
    transport: Transport,
    base: Url,
    urls: Urls,
    policy: RetryPolicy,
    throttle: Throttle,
    /// For what is downloaded from elsewhere.
    abroad: Throttle,
    /// Whether plain `http` may go to other machines.
    allow_http: bool,
    budget: Budget,
    max_body: u64,
    error_format: ErrorFormat,
    extensions: Extensions,
    observers: Arc<Observers>,
}

/// What is called with the values of calls, each by the type that it is for.
#[derive(Default)]
pub(crate) struct Observers(Vec<(TypeId, Box<Observe>)>);

type Observe = dyn Fn(&dyn Any) + Send + Sync;

impl Observers {
    fn add<T: 'static>(&mut self, observe: impl Fn(&T) + Send + Sync + 'static) {
        let observe = move |value: &dyn Any| {
            if let Some(value) = value.downcast_ref() {
                observe(value);
            }
        };
        self.0.push((TypeId::of::<T>(), Box::new(observe)));
    }

    pub(crate) fn notify(&self, value: &dyn Any) {
        for (_, observe) in self.0.iter().filter(|(kind, _)| *kind == value.type_id()) {
            observe(value);
        }
    }
}

#[derive(Clone, Default)]
struct Defaults {
    query: Vec<Pair>,
    /// The whole query of a call that sets and replaces nothing of it.
    complete_query: OnceLock<Box<str>>,
    headers: HeaderMap,
    /// All headers of a call that sets none itself and takes JSON: without a body, and with one of JSON.
    complete_headers: [OnceLock<HeaderMap>; 2],
    secrets: Arc<Secrets>,
}

impl Client {
    /// A client to be configured; `base_url` is all it needs.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client that reaches nothing: every call that it would send fails with
    /// [`Kind::Connect`](crate::Kind::Connect). For mocks, which must answer
    /// [`Endpoints::client`](crate::Endpoints::client) though none of their methods sends anything.
    #[must_use]
    pub fn offline() -> Self {
        let throttle = Throttle::new(builder::MAX_IN_FLIGHT);
        Self::new(
            Core {
                transport: Transport::Offline,
                base: offline_base(),
                urls: Urls::default(),
                policy: RetryPolicy { retries: 0, ..RetryPolicy::default() },
                abroad: throttle.abroad(),
                throttle,
                allow_http: false,
                budget: Budget::default(),
                max_body: builder::MAX_BODY,
                error_format: ErrorFormat::default(),
                extensions: Extensions::default(),
                observers: Arc::default(),
            },
            Defaults::default(),
        )
    }

    fn new(core: Core, defaults: Defaults) -> Self {
        Self(Arc::new(Shared { core: Arc::new(core), defaults }))
    }

    /// A client that differs from this one in its defaults alone.
    fn with(&self, defaults: Defaults) -> Self {
        Self(Arc::new(Shared { core: Arc::clone(&self.0.core), defaults }))
    }

    /// A client that shares everything with this one, and sends `name` as a query parameter with
    /// every call that does not set it itself. It replaces an earlier default of that name. One whose
    /// name speaks of a secret is treated as [`ClientBuilder::query`] says.
    #[must_use]
    pub fn with_query(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let pair = Pair::new(name.into().into(), value.into());
        let mut defaults = self.0.defaults.clone();
        if pair.secret {
            let mut secrets = Secrets::clone(&defaults.secrets);
            secrets.add_guessed(&pair.value);
            defaults.secrets = Arc::new(secrets);
        }
        defaults.query.retain(|known| known.name != pair.name);
        defaults.query.push(pair);
        defaults.complete_query = OnceLock::default();
        self.with(defaults)
    }

    /// A client that shares everything with this one, and sends a header with every call that does
    /// not set it itself. It replaces an earlier default of that name.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if `name` is no header name, belongs to the transport, follows
    /// from the body (`content-type`) or carries a key, or if `value` holds what a header can't.
    pub fn with_header(&self, name: &str, value: &str) -> Result<Self> {
        let (name, value) = parse_header(name, value)?;
        if value.is_sensitive() {
            let what = format!("the header `{name}` carries a secret: set it on the builder");
            return Err(Error::build(what));
        }
        let mut defaults = self.0.defaults.clone();
        defaults.headers.insert(name, value);
        defaults.complete_headers = Default::default();
        Ok(self.with(defaults))
    }

    /// Fetches what a presigned URL leads to: without the key and the client's headers and query
    /// parameters, but with its connections, retries and limits.
    pub fn download(&self, url: impl Into<Secret<String>>) -> Download {
        Download::new(self.clone(), url.into())
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.core.base.as_str().trim_end_matches('/')
    }

    /// What [`ClientBuilder::extension`] left here: the one `T` that all clones of this client share.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.core.extensions.get()
    }

    pub(crate) fn observers(&self) -> &Arc<Observers> {
        &self.0.core.observers
    }

    pub(crate) fn base(&self) -> &Url {
        &self.0.core.base
    }

    pub(crate) fn urls(&self) -> &Urls {
        &self.0.core.urls
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.0.core.transport
    }

    pub(crate) fn policy(&self) -> &RetryPolicy {
        &self.0.core.policy
    }

    pub(crate) fn throttle(&self, abroad: bool) -> &Throttle {
        if abroad { &self.0.core.abroad } else { &self.0.core.throttle }
    }

    /// Whether plain `http` may be spoken with this host.
    pub(crate) fn may_speak_plain(&self, url: &Url) -> bool {
        self.0.core.allow_http || builder::is_loopback(url)
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.0.core.budget
    }

    pub(crate) fn max_body(&self) -> u64 {
        self.0.core.max_body
    }

    pub(crate) fn error_format(&self) -> &ErrorFormat {
        &self.0.core.error_format
    }

    pub(crate) fn secrets(&self) -> &Arc<Secrets> {
        &self.0.defaults.secrets
    }

    pub(crate) fn default_headers(&self) -> &HeaderMap {
        &self.0.defaults.headers
    }

    /// All headers of a call that sets none itself, if `make` has made them before.
    pub(crate) fn complete_headers(
        &self,
        has_body: bool,
        make: impl FnOnce() -> HeaderMap,
    ) -> HeaderMap {
        let [without, with] = &self.0.defaults.complete_headers;
        if has_body { with } else { without }.get_or_init(make).clone()
    }

    /// The whole query of a call that sets and replaces nothing of it, if `make` has made it before.
    pub(crate) fn complete_query(&self, make: impl FnOnce() -> String) -> &str {
        self.0.defaults.complete_query.get_or_init(|| make().into())
    }

    pub(crate) fn default_queries(&self) -> &[Pair] {
        &self.0.defaults.query
    }

    /// The query parameter that is sent with every call that does not set it itself.
    #[must_use]
    pub fn default_query(&self, name: &str) -> Option<&str> {
        let found = self.0.defaults.query.iter().find(|known| known.name == name);
        found.map(|pair| pair.value.as_str())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("query", &shown(&self.0.defaults.query, &self.0.defaults.secrets))
            .field("headers", &self.0.defaults.secrets.show_headers(&self.0.defaults.headers))
            .field("policy", &self.0.core.policy)
            .field("transport", &self.0.core.transport)
            .finish_non_exhaustive()
    }
}

fn offline_base() -> Url {
    match Url::parse("http://localhost") {
        Ok(url) => url,
        Err(_) => unreachable!("this text is a URL"),
    }
}

/// Query parameters as `Debug` shows them.
fn shown<'q>(query: &'q [Pair], secrets: &Secrets) -> Vec<(&'q str, String)> {
    let value = |pair: &Pair| {
        if pair.secret { REDACTED.to_owned() } else { secrets.redact(&pair.value) }
    };
    query.iter().map(|pair| (&*pair.name, value(pair))).collect()
}

/// Parses a header; the error shows its name and never its value.
fn parse_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let parsed = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::build(format!("`{}` is no header name", name.escape_debug())))?;
    if is_owned_by_transport(&parsed) {
        let what = format!("the header `{parsed}` is set by the transport, and can't be given");
        return Err(Error::build(what));
    }
    if parsed == CONTENT_TYPE {
        let what = "the header `content-type` follows from the body of each request: declare it on an \
                    endpoint with a raw body, or set it on a call";
        return Err(Error::build(what));
    }
    let mut value = crate::request::header_value(value)
        .map_err(|what| Error::build(format!("the header `{parsed}` {what}")))?;
    value.set_sensitive(is_sensitive(&parsed));
    Ok((parsed, value))
}

/// Headers that frame the message or address its hops: only the transport knows their values.
pub(crate) fn is_owned_by_transport(name: &HeaderName) -> bool {
    [CONNECTION, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE].contains(name)
        || matches!(name.as_str(), "keep-alive" | "proxy-connection" | "expect")
}

/// Headers whose values are secrets wherever they come from.
pub(crate) fn is_sensitive(name: &HeaderName) -> bool {
    names_a_secret(name.as_str())
}

/// What a builder knows of the key.
#[derive(Clone)]
struct Auth {
    name: String,
    value: Secret<String>,
}
