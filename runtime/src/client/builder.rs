//! A client's options, checked and parsed once.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{Extensions, HeaderMap};
use percent_encoding::percent_decode_str;
use tower_service::Service;
use url::{Host, Url};

use super::urls::Urls;
use super::{Auth, Client, Core, Defaults, Observers, parse_header};
use crate::error::{BoxError, Error, ErrorFormat, Result};
use crate::request::body::RequestBody;
use crate::request::query::Pair;
use crate::retry::RetryPolicy;
use crate::retry::budget::Budget;
use crate::secret::{Secret, Secrets};
use crate::throttle::Throttle;
use crate::transport::{Transport, TransportOptions};

/// The options of a [`Client`].
///
/// Every option has a default but the base URL. What is wrong with an option is said by
/// [`build`](Self::build).
#[must_use = "a builder makes a client with `build()`"]
pub struct ClientBuilder {
    base_url: Option<String>,
    /// What errors call it.
    base_url_source: &'static str,
    auth: Option<Auth>,
    headers: Vec<(String, String)>,
    query: Vec<Pair>,
    policy: RetryPolicy,
    connect_timeout: Duration,
    max_in_flight: usize,
    max_body: u64,
    allow_http: bool,
    no_proxy: bool,
    gzip: bool,
    #[cfg(feature = "hyper")]
    hyper: bool,
    error_format: ErrorFormat,
    transport: Option<Transport>,
    reqwest: Option<reqwest::ClientBuilder>,
    extensions: Extensions,
    observers: Observers,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base_url: None,
            base_url_source: "the base URL",
            auth: None,
            headers: Vec::new(),
            query: Vec::new(),
            policy: RetryPolicy::default(),
            connect_timeout: CONNECT_TIMEOUT,
            max_in_flight: MAX_IN_FLIGHT,
            max_body: MAX_BODY,
            allow_http: false,
            no_proxy: false,
            gzip: false,
            #[cfg(feature = "hyper")]
            hyper: false,
            error_format: ErrorFormat::default(),
            transport: None,
            reqwest: None,
            extensions: Extensions::default(),
            observers: Observers::default(),
        }
    }
}

impl ClientBuilder {
    /// Where the API is: `http` or `https`, a host, and perhaps a port and a path that is put before
    /// every endpoint's own. A slash at the end makes no difference.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// What errors call the base URL, such as the variable that it was read from.
    pub fn base_url_source(mut self, source: &'static str) -> Self {
        self.base_url_source = source;
        self
    }

    /// Sends `Authorization: Bearer …` with every call. The token is never shown.
    pub fn bearer_token(self, token: impl Into<Secret<String>>) -> Self {
        let value = format!("Bearer {}", token.into().expose());
        self.auth(AUTHORIZATION.as_str(), value)
    }

    /// Sends a header that carries a key, such as `x-api-key`, with every call. Its value is never
    /// shown. There is one such header: the last one said, by this or by
    /// [`bearer_token`](Self::bearer_token).
    pub fn auth(mut self, name: impl Into<String>, value: impl Into<Secret<String>>) -> Self {
        self.auth = Some(Auth { name: name.into(), value: value.into() });
        self
    }

    /// Sends a header with every call that does not set it itself. `content-type` is none of them: it
    /// follows from the body that a call has.
    ///
    /// A header whose name speaks of a secret (`x-gateway-key`, `cookie`, a token, a password …) is
    /// treated as one: its value is never shown.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends a query parameter with every call that does not set it itself. One whose name speaks of
    /// a secret (`api_key`) is treated as [`header`](Self::header) says.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let pair = Pair::new(name.into().into(), value.into());
        self.query.retain(|known| known.name != pair.name);
        self.query.push(pair);
        self
    }

    /// How long one attempt may take, from its turn to the last byte of its response; 60 s unless
    /// said otherwise. For a raw body and for parts it is how long no byte may move until they are sent.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.policy.timeout = timeout;
        self
    }

    /// How long connecting may take, name resolution and TLS included; 5 s unless said otherwise.
    /// Keep it below the attempt's timeout: only a connection that was not made in this time is
    /// known to have sent nothing.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a whole call may take, with all its attempts and pauses; 5 minutes unless said
    /// otherwise.
    ///
    /// An upload, which reads a file or a stream while it sends it, and a [download](Client::download)
    /// have no deadline unless their call sets one. For them it is how long all the pauses together may
    /// take that a server asks for: then the call fails with [`Kind::Throttled`](crate::Kind::Throttled).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.policy.deadline = deadline;
        self
    }

    /// How often a call may be sent again where that can do no harm; 5 unless said otherwise. What uses
    /// up no retry is told at [`Call::retries`](crate::Call::retries).
    pub fn retries(mut self, retries: u32) -> Self {
        self.policy.retries = retries;
        self
    }

    /// The pause before the n-th retry is random, up to `base · 2ⁿ⁻¹` and at most `cap`; 0.5 s and
    /// 8 s unless said otherwise.
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.policy.backoff_base = base;
        self.policy.backoff_cap = cap;
        self
    }

    /// The longest pause asked for by a server that is obeyed; 60 s unless said otherwise. A call
    /// that would have to wait for longer fails with [`Kind::Throttled`](crate::Kind::Throttled).
    pub fn retry_after_cap(mut self, cap: Duration) -> Self {
        self.policy.retry_after_cap = cap;
        self
    }

    /// How many attempts may be on the wire at once; 128 unless said otherwise. Calls beyond wait
    /// for their turn, first come first served. Blocking calls are counted by themselves.
    pub fn max_in_flight(mut self, attempts: usize) -> Self {
        self.max_in_flight = attempts;
        self
    }

    /// The largest response body, in bytes; 64 MiB unless said otherwise.
    pub fn max_body(mut self, bytes: u64) -> Self {
        self.max_body = bytes;
        self
    }

    /// Allows a key to be sent over plain `http` to a host other than this machine.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Connects to the server itself, whatever proxies the environment names.
    ///
    /// Without this the proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY` (or of the system's
    /// settings, where there are such) are asked for all but the hosts of `NO_PROXY`; for a base URL
    /// on this machine none ever is. Another proxy is set on a builder of
    /// [`reqwest`](Self::reqwest).
    pub fn no_proxy(mut self) -> Self {
        self.no_proxy = true;
        self
    }

    /// Asks for responses that are compressed with gzip; off unless said otherwise. All limits on sizes
    /// count what comes out.
    ///
    /// Without it a response that is compressed all the same is an error, of kind
    /// [`Kind::Decode`](crate::Kind::Decode).
    #[cfg(feature = "gzip")]
    pub fn gzip(mut self, gzip: bool) -> Self {
        self.gzip = gzip;
        self
    }

    /// How the API's error bodies are read.
    pub fn error_format(mut self, format: ErrorFormat) -> Self {
        self.error_format = format;
        self
    }

    /// Sends requests through `service` instead of the built-in transport: another HTTP client, a
    /// test's double, or a stack of [tower](https://docs.rs/tower) layers.
    ///
    /// The service sees each attempt, as retries stand above it. An error that holds an
    /// [`Unsent`](crate::Unsent) anywhere in its source chain says that nothing was sent; after any
    /// other error the outcome of the request counts as unknown.
    pub fn transport<S, B>(mut self, service: S) -> Self
    where
        S: Service<http::Request<RequestBody>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.transport = Some(Transport::custom(service));
        self
    }

    /// Builds the built-in transport from `builder`, for proxies, certificates and the like.
    ///
    /// Redirects, retries, the connect timeout and the idle time of pooled connections are set by
    /// this crate afterwards, whatever the builder says. Where no process-wide TLS provider has been
    /// installed, ring is.
    ///
    /// Such a client is either for async or for blocking calls, whichever comes first; a call of the other
    /// kind fails with [`Kind::Build`](crate::Kind::Build). For both, make two.
    pub fn reqwest(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.reqwest = Some(builder);
        self
    }

    /// Sends requests through hyper's own pooled client instead of reqwest, which takes about a third
    /// less of the processor for a call whose answer is small.
    ///
    /// All that this crate promises holds for both: TLS with the system's certificates, HTTP/1 and HTTP/2,
    /// the proxies of the environment, all limits. Proxies that speak SOCKS are not asked, and responses
    /// are not decompressed; [`build`](Self::build) refuses this together with `gzip(true)` or with a
    /// [`reqwest`](Self::reqwest) builder of your own.
    #[cfg(feature = "hyper")]
    pub fn hyper(mut self) -> Self {
        self.hyper = true;
        self
    }

    /// Puts a value on the client that all its clones share, one of each type: state that belongs to
    /// an API described with this crate, such as what it has made so far. [`Client::extension`]
    /// gives it back.
    pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.extensions.insert(value);
        self
    }

    /// Calls `observe` with every `T` that a call of this client decodes, before the caller gets it.
    ///
    /// It stands in the way of the call, so it should be quick. Ready calls of mocks are not seen.
    pub fn on_value<T: 'static>(mut self, observe: impl Fn(&T) + Send + Sync + 'static) -> Self {
        self.observers.add(observe);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if the base URL is missing or is none, if a header holds
    /// what a header can't, if a limit is zero, or if a key would go over plain `http` to another
    /// machine without [`allow_http`](Self::allow_http).
    pub fn build(self) -> Result<Client> {
        let url = self
            .base_url
            .as_deref()
            .ok_or_else(|| Error::build("the client needs a base URL: set `base_url`"))?;
        let url = parse_base(url, self.base_url_source)?;
        for (name, is_zero) in [
            ("max_in_flight", self.max_in_flight == 0),
            ("timeout", self.policy.timeout.is_zero()),
            ("connect_timeout", self.connect_timeout.is_zero()),
            ("deadline", self.policy.deadline.is_zero()),
        ] {
            if is_zero {
                let what = format!("`{name}` is 0, so that nothing could ever be sent");
                return Err(Error::build(what));
            }
        }
        let mut secrets = self.secrets();
        let mut headers = HeaderMap::new();
        let agent = concat!("endpoint/", env!("CARGO_PKG_VERSION"));
        headers.insert(USER_AGENT, http::HeaderValue::from_static(agent));
        for (name, value) in &self.headers {
            let (name, value) = parse_header(name, value)?;
            headers.insert(name, value);
        }
        if let Some(auth) = &self.auth {
            let (name, mut value) = parse_header(&auth.name, auth.value.expose())?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        for (name, value) in headers.iter().filter(|(_, value)| value.is_sensitive()) {
            secrets.add_header(name, value.to_str().unwrap_or_default());
        }
        let direct = self.no_proxy || is_loopback(&url);
        let plain = url.scheme() == "http";
        if plain && !secrets.is_empty() && !self.allow_http && !is_loopback(&url) {
            let source = self.base_url_source;
            return Err(Error::build(format!(
                "{source} is plain `http`, so anyone on the way could read the key: use `https`, \
                 or allow it with `allow_http(true)`"
            )));
        }
        if !direct {
            // Behind the check, as they are no secrets that we send to the server.
            proxy_passwords().iter().for_each(|password| secrets.add_guessed(password));
        }
        let options = TransportOptions {
            connect_timeout: self.connect_timeout,
            plain,
            direct,
            gzip: self.gzip,
        };
        let transport = match self.transport {
            Some(transport) => transport,
            #[cfg(feature = "hyper")]
            None if self.hyper && (self.gzip || self.reqwest.is_some()) => {
                let what = if self.gzip { "`gzip`" } else { "a builder of reqwest" };
                return Err(Error::build(format!(
                    "`hyper` and {what} can't be had together: leave out one of them"
                )));
            }
            #[cfg(feature = "hyper")]
            None if self.hyper => Transport::hyper(&options)?,
            None => Transport::reqwest(self.reqwest, &options)?,
        };
        let throttle = Throttle::new(self.max_in_flight);
        Ok(Client::new(
            Core {
                transport,
                base: url,
                urls: Urls::default(),
                policy: self.policy,
                abroad: throttle.abroad(),
                throttle,
                allow_http: self.allow_http,
                budget: Budget::default(),
                max_body: self.max_body,
                error_format: self.error_format,
                extensions: self.extensions,
                observers: Arc::new(self.observers),
            },
            Defaults {
                query: self.query,
                headers,
                secrets: Arc::new(secrets),
                ..Defaults::default()
            },
        ))
    }

    /// The key, and what is one by its name.
    fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        if let Some(auth) = &self.auth {
            secrets.add(auth.value.expose());
        }
        for pair in self.query.iter().filter(|pair| pair.secret) {
            secrets.add_guessed(&pair.value);
        }
        secrets
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url.as_deref().map(|_| "…"))
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("query", &super::shown(&self.query, &self.secrets()))
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// Parses a base URL. The text is not repeated in errors, as it may hold a password.
fn parse_base(text: &str, source: &str) -> Result<Url> {
    let no = |what: &str| Error::build(format!("{source} {what}"));
    let url = Url::parse(text.trim()).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            no("has no scheme: it begins with `https://`, such as `https://api.example.com`")
        }
        error => no(&format!("is no URL: {error}")),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(no(&format!(
            "has the scheme `{}`: only http and https are spoken",
            url.scheme()
        )));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(no("has no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(no("holds a user name or password: pass credentials as a key"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(no("has a query or a fragment: leave out what begins with `?` or `#`"));
    }
    Ok(url)
}

/// The passwords in the URLs of the proxies that the environment names, which a proxy may repeat.
fn proxy_passwords() -> Vec<String> {
    let names =
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
    let urls = names.iter().filter_map(|name| Url::parse(&std::env::var(name).ok()?).ok());
    let passwords = urls.filter_map(|url| {
        Some(percent_decode_str(url.password()?).decode_utf8_lossy().into_owned())
    });
    passwords.collect()
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        // RFC 6761 §6.3: these names never leave the machine.
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
pub(super) const MAX_IN_FLIGHT: usize = 128;
pub(super) const MAX_BODY: u64 = 64 * 1024 * 1024;
