//! What carries one exchange: reqwest, or a service of the caller's.
//!
//! Everything that is known about how transports fail stands here: which errors prove that nothing
//! was sent, and which only say that an answer is missing.

use std::cell::Cell;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Version};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls_platform_verifier::BuilderVerifierExt;
use tower_service::Service;
use url::Url;

use crate::error::{BoxError, Error, Kind, Outcome, Result};
use crate::request::body::RequestBody;

/// A client's transport.
pub(crate) enum Transport {
    Reqwest(Box<Reqwest>),
    Custom(Arc<dyn Exchange>),
    /// Reaches nothing.
    Offline,
}

/// How the built-in transport is set up.
pub(crate) struct TransportOptions {
    pub(crate) connect_timeout: Duration,
    /// Whether the base URL is `http`: then no certificate is ever looked at.
    pub(crate) plain: bool,
    /// Whether no proxy is asked: the caller said so, or the base URL is on this machine.
    pub(crate) direct: bool,
    /// Whether responses may be compressed.
    pub(crate) gzip: bool,
}

/// The head of a response, and a body that is still to be read.
pub(crate) struct Incoming {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Before HTTP/2 a body may end with the connection, and nobody can tell then whether it is whole.
    pub(crate) version: Version,
    pub(crate) body: IncomingBody,
}

pub(crate) enum IncomingBody {
    Reqwest(reqwest::Response),
    Boxed(UnsyncBoxBody<Bytes, BoxError>),
}

/// Why no response, or not all of one, arrived.
#[derive(Debug)]
pub(crate) struct TransportFailure {
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

impl Transport {
    pub(crate) fn custom<S, B>(service: S) -> Self
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
        Self::Custom(Arc::new(Custom(service)))
    }

    pub(crate) fn reqwest(
        builder: Option<reqwest::ClientBuilder>,
        options: &TransportOptions,
    ) -> Result<Self> {
        let cannot = |error: reqwest::Error| {
            Error::new(Kind::Build, Outcome::NotDone, "the HTTP transport can't be set up")
                .with_source(error.without_url())
        };
        let own = builder.is_none();
        let builder = match builder {
            Some(builder) => {
                if CryptoProvider::get_default().is_none() {
                    // Lost only to somebody who installs one at the same moment: that one serves.
                    let _ = ring::default_provider().install_default();
                }
                builder
            }
            None => builtin(options)?,
        };
        let pooled = settle(builder, options)
            .pool_idle_timeout(POOL_IDLE)
            .connector_layer(NoteConnect)
            .build()
            .map_err(cannot)?;
        // A builder of the caller's can be used once only, so there is no second client with it.
        let fresh = own.then(|| FreshClient {
            options: TransportOptions { ..*options },
            client: OnceLock::new(),
        });
        Ok(Self::Reqwest(Box::new(Reqwest { pooled, fresh })))
    }

    /// Sends one request and waits for the head of its response. With `fresh` the connection is
    /// certainly new.
    pub(crate) async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: RequestBody,
        fresh: bool,
    ) -> Result<Incoming, TransportFailure> {
        match self {
            Self::Reqwest(reqwest) => reqwest.send(method, url, headers, body, fresh).await,
            Self::Custom(service) => {
                let mut request = http::Request::new(body);
                *request.method_mut() = method;
                *request.headers_mut() = headers;
                *request.uri_mut() = url
                    .as_str()
                    .parse()
                    .map_err(|_| TransportFailure::not_sent(Kind::Build, "the URL is no URI"))?;
                let response =
                    service.exchange(request).await.map_err(TransportFailure::of_custom)?;
                let (parts, body) = response.into_parts();
                let (status, headers, version) = (parts.status, parts.headers, parts.version);
                Ok(Incoming { status, headers, version, body: IncomingBody::Boxed(body) })
            }
            Self::Offline => Err(TransportFailure::not_sent(
                Kind::Connect,
                "this client is offline: it was made for a mock, and has no transport",
            )),
        }
    }

    /// Whether a request can be sent on a connection that is certainly fresh.
    pub(crate) fn has_fresh(&self) -> bool {
        matches!(self, Self::Reqwest(reqwest) if reqwest.fresh.is_some())
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reqwest(_) => "reqwest",
            Self::Custom(_) => "custom",
            Self::Offline => "offline",
        })
    }
}

/// The built-in transport: a pooled client, and one without a pool for when the pool was stale.
pub(crate) struct Reqwest {
    pooled: reqwest::Client,
    fresh: Option<FreshClient>,
}

struct FreshClient {
    options: TransportOptions,
    client: OnceLock<reqwest::Client>,
}

impl FreshClient {
    /// The client; made when it is first needed, which is rare.
    fn client(&self) -> Option<&reqwest::Client> {
        if self.client.get().is_none() {
            let builder = settle(builtin(&self.options).ok()?, &self.options);
            let client = builder.pool_max_idle_per_host(0).build().ok()?;
            let _ = self.client.set(client);
        }
        self.client.get()
    }
}

impl Reqwest {
    async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: RequestBody,
        fresh: bool,
    ) -> Result<Incoming, TransportFailure> {
        let client = self.fresh.as_ref().filter(|_| fresh).and_then(FreshClient::client);
        let client = client.unwrap_or(&self.pooled);
        let mut request = reqwest::Request::new(method, url.clone());
        *request.headers_mut() = headers;
        *request.body_mut() = match body.as_whole() {
            Some(bytes) if bytes.is_empty() => None,
            Some(bytes) => Some(bytes.clone().into()),
            None => Some(reqwest::Body::wrap(body)),
        };
        // The connector runs inside this future, so the mark tells whether this very exchange has
        // asked for a new connection.
        let sent = CONNECTED.scope(Cell::new(false), async {
            let sent = client.execute(request).await;
            (sent, CONNECTED.with(Cell::get))
        });
        let (sent, connected) = sent.await;
        let mut response = sent.map_err(|error| TransportFailure::of_reqwest(error, !connected))?;
        let (status, version) = (response.status(), response.version());
        let headers = std::mem::take(response.headers_mut());
        Ok(Incoming { status, headers, version, body: IncomingBody::Reqwest(response) })
    }
}

impl IncomingBody {
    /// The next piece of the body; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, TransportFailure> {
        match self {
            Self::Reqwest(response) => {
                let chunk = response.chunk().await;
                chunk.map_err(TransportFailure::of_body)
            }
            Self::Boxed(body) => {
                while let Some(frame) = body.frame().await {
                    let frame = frame.map_err(TransportFailure::of_custom)?;
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
                Ok(None)
            }
        }
    }
}

impl TransportFailure {
    fn not_sent(kind: Kind, what: &str) -> Self {
        let outcome = Outcome::NotDone;
        Self { kind, outcome, reused: false, what: what.to_owned(), source: None }
    }

    fn of_reqwest(error: reqwest::Error, reused: bool) -> Self {
        let connect = error.is_connect();
        Self::classify(error.without_url().into(), connect, reused)
    }

    /// Of a response's body. What does not come from the connection is the fault of what it carries.
    fn of_body(error: reqwest::Error) -> Self {
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

    fn of_custom(error: impl Into<BoxError>) -> Self {
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
            if let Some(error) = error.downcast_ref::<hyper::Error>() {
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

/// What all clients of ours have in common: nothing below this crate sends a request again, follows
/// a redirect, or adds to the request.
fn settle(builder: reqwest::ClientBuilder, options: &TransportOptions) -> reqwest::ClientBuilder {
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(options.connect_timeout)
        .tcp_nodelay(true)
        .http2_max_header_list_size(MAX_HEAD)
        // A peer that is gone without a word would otherwise take every request of the connection,
        // retries included, down with it.
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PING_TIMEOUT)
}

fn builtin(options: &TransportOptions) -> Result<reqwest::ClientBuilder> {
    let mut builder = reqwest::Client::builder();
    if options.direct {
        builder = builder.no_proxy();
    }
    // Another crate may have compiled them in, which turns them on.
    builder = builder.no_gzip().no_brotli().no_deflate().no_zstd();
    if options.gzip {
        #[cfg(feature = "gzip")]
        {
            builder = builder.gzip(true);
        }
    }
    Ok(builder.tls_backend_preconfigured(tls(options.plain)?))
}

/// TLS 1.2 or later on ring, with the system's certificates; for a client that speaks plain `http`
/// with none, which starts faster and works where there are none.
fn tls(plain: bool) -> Result<ClientConfig> {
    let cannot = |error: rustls::Error| {
        Error::new(Kind::Build, Outcome::NotDone, "TLS can't be set up").with_source(error)
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(cannot)?;
    let mut config = if plain {
        config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
    } else {
        config.with_platform_verifier().map_err(cannot)?.with_no_client_auth()
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// A transport of the caller's, whatever its types are.
pub(crate) trait Exchange: Send + Sync {
    fn exchange(&self, request: http::Request<RequestBody>) -> ExchangeFuture<'_>;
}

type ExchangeFuture<'a> = Pin<
    Box<
        dyn Future<Output = Result<http::Response<UnsyncBoxBody<Bytes, BoxError>>, BoxError>>
            + Send
            + 'a,
    >,
>;

struct Custom<S>(S);

impl<S, B> Exchange for Custom<S>
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone + Send + Sync,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn exchange(&self, request: http::Request<RequestBody>) -> ExchangeFuture<'_> {
        let mut service = self.0.clone();
        Box::pin(async move {
            std::future::poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(Into::into)?;
            let response = service.call(request).await.map_err(Into::into)?;
            Ok(response.map(|body| body.map_err(Into::into).boxed_unsync()))
        })
    }
}

tokio::task_local! {
    /// Whether the exchange that runs in this scope has asked for a new connection.
    static CONNECTED: Cell<bool>;
}

/// Marks the exchange that needs a new connection. The pool does not tell whether a connection that
/// broke was a reused one, and only for those is the break no sign of trouble.
#[derive(Clone, Copy, Debug)]
struct NoteConnect;

impl<S> tower_layer::Layer<S> for NoteConnect {
    type Service = NoteConnectService<S>;

    fn layer(&self, inner: S) -> NoteConnectService<S> {
        NoteConnectService(inner)
    }
}

#[derive(Clone, Debug)]
struct NoteConnectService<S>(S);

impl<S: Service<R>, R> Service<R> for NoteConnectService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> S::Future {
        // Outside of a scope it is a connection that nobody waits for any more.
        let _ = CONNECTED.try_with(|connected| connected.set(true));
        self.0.call(request)
    }
}

/// How the words of a failure to connect begin, unless a proxy was in the way.
pub(crate) const NO_CONNECTION: &str = "could not connect";
/// Before common servers close idle connections (load balancers after 60 s, nginx after 75 s).
const POOL_IDLE: Duration = Duration::from_secs(20);
/// The largest head of a response on HTTP/2, in bytes.
const MAX_HEAD: u32 = 64 * 1024;
/// How often a peer on HTTP/2 is asked for a sign of life while it owes an answer.
const PING: Duration = Duration::from_secs(15);
/// How long it may take to give one.
const PING_TIMEOUT: Duration = Duration::from_secs(10);
