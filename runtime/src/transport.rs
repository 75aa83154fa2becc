//! What carries one exchange: reqwest, or a service of the caller's.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use http_body::Body as _;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls_platform_verifier::BuilderVerifierExt;
use tower_service::Service;

pub use self::failure::Unsent;
pub(crate) use self::failure::{Failure, NO_CONNECTION};
use self::used::Used;
use crate::error::{BoxError, Error, Kind, Outcome, Result};
use crate::request::Prepared;
use crate::request::body::RequestBody;

mod failure;
#[cfg(feature = "hyper")]
mod hyper;
mod used;

/// A client's transport.
pub(crate) enum Transport {
    Reqwest(Box<Reqwest>),
    #[cfg(feature = "hyper")]
    Hyper(Box<hyper::Hyper>),
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
    #[cfg(feature = "hyper")]
    Hyper(::hyper::body::Incoming),
    Boxed(UnsyncBoxBody<Bytes, BoxError>),
}

/// An exchange that is sent when it is polled.
enum Started<'t, F> {
    Reqwest(F, &'t Reqwest),
    #[cfg(feature = "hyper")]
    Hyper(hyper::Sent, &'t hyper::Hyper),
    Custom(ExchangeFuture<'t>),
}

/// A body whose pieces are polled for.
#[derive(Debug)]
pub(crate) enum OpenBody {
    Reqwest(reqwest::Body),
    #[cfg(feature = "hyper")]
    Hyper(::hyper::body::Incoming),
    Boxed(UnsyncBoxBody<Bytes, BoxError>),
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
        let pooled = pooled(builder, options).map_err(cannot)?;
        // A builder of the caller's can be used once only, so there is no second client with it.
        let more = own.then(|| More {
            options: TransportOptions { ..*options },
            fresh: OnceLock::new(),
            #[cfg(feature = "blocking")]
            blocking: OnceLock::new(),
        });
        Ok(Self::Reqwest(Box::new(Reqwest {
            pooled,
            used: Used::default(),
            more,
            #[cfg(feature = "blocking")]
            is_blocking: OnceLock::new(),
        })))
    }

    #[cfg(feature = "hyper")]
    pub(crate) fn hyper(options: &TransportOptions) -> Result<Self> {
        Ok(Self::Hyper(Box::new(hyper::Hyper::new(options)?)))
    }

    /// Sends one request and waits for the head of its response. With `fresh` the connection is
    /// certainly new.
    pub(crate) fn send(
        &self,
        request: &Prepared,
        body: RequestBody,
        fresh: bool,
    ) -> impl Future<Output = Result<Incoming, Failure>> + use<'_> {
        let started = self.start(request, body, fresh);
        async move {
            match started? {
                Started::Reqwest(sent, reqwest) => reqwest.answered(sent.await, fresh),
                #[cfg(feature = "hyper")]
                Started::Hyper(sent, hyper) => hyper.answered(sent.await, fresh),
                Started::Custom(sent) => {
                    let response = sent.await.map_err(Failure::of_custom)?;
                    Ok(Incoming::of(response, IncomingBody::Boxed))
                }
            }
        }
    }

    fn start(
        &self,
        request: &Prepared,
        body: RequestBody,
        fresh: bool,
    ) -> Result<
        Started<'_, impl Future<Output = reqwest::Result<reqwest::Response>> + use<>>,
        Failure,
    > {
        Ok(match self {
            Self::Reqwest(reqwest) => {
                Started::Reqwest(reqwest.start(request, body, fresh)?, reqwest)
            }
            #[cfg(feature = "hyper")]
            Self::Hyper(hyper) => Started::Hyper(hyper.start(http(request, body)?, fresh), hyper),
            Self::Custom(service) => Started::Custom(service.exchange(http(request, body)?)),
            Self::Offline => {
                return Err(Failure::not_sent(
                    Kind::Connect,
                    "this client is offline: it was made for a mock, and has no transport",
                ));
            }
        })
    }

    /// Whether it is given URIs, which are parsed from URLs.
    pub(crate) fn takes_uris(&self) -> bool {
        match self {
            Self::Reqwest(_) | Self::Offline => false,
            #[cfg(feature = "hyper")]
            Self::Hyper(_) => true,
            Self::Custom(_) => true,
        }
    }

    /// Whether a request can be sent on a connection that is certainly fresh.
    pub(crate) fn has_fresh(&self) -> bool {
        match self {
            Self::Reqwest(reqwest) => reqwest.more.is_some(),
            #[cfg(feature = "hyper")]
            Self::Hyper(_) => true,
            Self::Custom(_) | Self::Offline => false,
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reqwest(_) => "reqwest",
            #[cfg(feature = "hyper")]
            Self::Hyper(_) => "hyper",
            Self::Custom(_) => "custom",
            Self::Offline => "offline",
        })
    }
}

/// The built-in transport: a pooled client, and others for where its pool is of no use.
pub(crate) struct Reqwest {
    pooled: reqwest::Client,
    used: Used,
    more: Option<More>,
    /// Whether the pooled client serves blocking calls, where there are no more: what the first call was.
    #[cfg(feature = "blocking")]
    is_blocking: OnceLock<bool>,
}

/// Clients that are made when they are first needed, which is rare.
struct More {
    options: TransportOptions,
    /// Without a pool, for when the pool was stale.
    fresh: OnceLock<reqwest::Client>,
    /// With a pool of blocking calls.
    #[cfg(feature = "blocking")]
    blocking: OnceLock<reqwest::Client>,
}

impl More {
    fn fresh(&self) -> Option<&reqwest::Client> {
        if self.fresh.get().is_none() {
            let builder = settle(builtin(&self.options).ok()?, &self.options);
            let client = builder.pool_max_idle_per_host(0).build().ok()?;
            let _ = self.fresh.set(client);
        }
        self.fresh.get()
    }

    #[cfg(feature = "blocking")]
    fn blocking(&self) -> Option<&reqwest::Client> {
        if self.blocking.get().is_none() {
            let client = pooled(builtin(&self.options).ok()?, &self.options).ok()?;
            let _ = self.blocking.set(client);
        }
        self.blocking.get()
    }
}

impl Reqwest {
    /// The client of the pool that the call may use.
    ///
    /// A connection is driven by the runtime that made it. A blocking call on the thread of a runtime would
    /// wait for ever for a connection that an async call of that thread has made: nobody drives it meanwhile.
    #[cfg(feature = "blocking")]
    fn pooled(&self) -> Result<&reqwest::Client, Failure> {
        let is_blocking = crate::blocking::is_here();
        let refused = |what| Failure::not_sent(Kind::Build, what);
        match &self.more {
            Some(more) if is_blocking => {
                more.blocking().ok_or_else(|| refused("the HTTP transport can't be set up"))
            }
            Some(_) => Ok(&self.pooled),
            None if *self.is_blocking.get_or_init(|| is_blocking) == is_blocking => {
                Ok(&self.pooled)
            }
            None => Err(refused(
                "this client has a `reqwest::ClientBuilder` of your own, and so one pool of connections, \
                 which async and blocking calls can't share: make a client for each",
            )),
        }
    }

    #[cfg(not(feature = "blocking"))]
    fn pooled(&self) -> Result<&reqwest::Client, Failure> {
        Ok(&self.pooled)
    }

    fn answered(
        &self,
        answer: reqwest::Result<reqwest::Response>,
        fresh: bool,
    ) -> Result<Incoming, Failure> {
        let mut response = answer.map_err(|error| {
            let reused = self.used.is_of(&error);
            Failure::of_reqwest(error, reused)
        })?;
        if !fresh {
            self.used.note(response.extensions());
        }
        Ok(Incoming {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            version: response.version(),
            body: IncomingBody::Reqwest(response),
        })
    }

    /// Makes the request that is sent when the future is polled.
    fn start(
        &self,
        request: &Prepared,
        body: RequestBody,
        fresh: bool,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, Failure> {
        let client = match self.more.as_ref().filter(|_| fresh).and_then(More::fresh) {
            Some(client) => client,
            None => self.pooled()?,
        };
        let mut sent = reqwest::Request::new(request.method.clone(), request.target.url.clone());
        *sent.headers_mut() = request.headers();
        if body.is_end_stream() {
            if announces_nothing(&request.method) {
                sent.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
        } else {
            *sent.body_mut() = Some(match body.as_whole() {
                Some(bytes) => bytes.clone().into(),
                None => reqwest::Body::wrap(body),
            });
        }
        Ok(client.execute(sent))
    }
}

/// Whether an absent body is announced too (RFC 9110 §8.6); there are servers that insist on it.
pub(crate) fn announces_nothing(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

impl OpenBody {
    /// The next piece of the body; `None` at its end.
    pub(crate) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Failure>>> {
        loop {
            let frame = match self {
                Self::Reqwest(body) => {
                    let frame = ready!(Pin::new(body).poll_frame(context));
                    frame.map(|frame| frame.map_err(Failure::of_body))
                }
                #[cfg(feature = "hyper")]
                Self::Hyper(body) => {
                    let frame = ready!(Pin::new(body).poll_frame(context));
                    frame.map(|frame| frame.map_err(Failure::of_custom))
                }
                Self::Boxed(body) => {
                    let frame = ready!(Pin::new(body).poll_frame(context));
                    frame.map(|frame| frame.map_err(Failure::of_custom))
                }
            };
            match frame.map(|frame| frame.map(|frame| frame.into_data())) {
                None => return Poll::Ready(None),
                Some(Ok(Ok(data))) => return Poll::Ready(Some(Ok(data))),
                Some(Ok(Err(_trailers))) => {}
                Some(Err(failure)) => return Poll::Ready(Some(Err(failure))),
            }
        }
    }
}

impl Incoming {
    fn of<B>(response: http::Response<B>, body: impl FnOnce(B) -> IncomingBody) -> Self {
        let (head, incoming) = response.into_parts();
        Self {
            status: head.status,
            headers: head.headers,
            version: head.version,
            body: body(incoming),
        }
    }
}

impl IncomingBody {
    pub(crate) fn into_open(self) -> OpenBody {
        match self {
            Self::Reqwest(response) => OpenBody::Reqwest(response.into()),
            #[cfg(feature = "hyper")]
            Self::Hyper(body) => OpenBody::Hyper(body),
            Self::Boxed(body) => OpenBody::Boxed(body),
        }
    }

    /// The next piece of the body; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        match self {
            Self::Reqwest(response) => {
                let chunk = response.chunk().await;
                chunk.map_err(Failure::of_body)
            }
            #[cfg(feature = "hyper")]
            Self::Hyper(body) => data(body).await,
            Self::Boxed(body) => data(body).await,
        }
    }
}

/// The next piece of a body, trailers passed over.
async fn data<B>(body: &mut B) -> Result<Option<Bytes>, Failure>
where
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(Failure::of_custom)?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

fn http(request: &Prepared, body: RequestBody) -> Result<http::Request<RequestBody>, Failure> {
    let uri = match &request.target.uri {
        Some(uri) => uri.clone(),
        None => request
            .target
            .url
            .as_str()
            .parse()
            .map_err(|_| Failure::not_sent(Kind::Build, "the URL is no URI"))?,
    };
    let mut sent = http::Request::new(body);
    *sent.method_mut() = request.method.clone();
    *sent.uri_mut() = uri;
    *sent.headers_mut() = request.headers();
    Ok(sent)
}

/// What all clients of ours have in common: nothing below this crate sends a request again, follows
/// a redirect, or adds to the request.
fn settle(builder: reqwest::ClientBuilder, options: &TransportOptions) -> reqwest::ClientBuilder {
    builder
        .redirect(reqwest::redirect::Policy::none())
        // `never` alone keeps a copy of each request all the same.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .referer(false)
        .connect_timeout(options.connect_timeout)
        .tcp_nodelay(true)
        .http2_max_header_list_size(MAX_HEAD)
        // A peer that is gone without a word would otherwise take every request of the connection,
        // retries included, down with it.
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PING_TIMEOUT)
}

fn pooled(
    builder: reqwest::ClientBuilder,
    options: &TransportOptions,
) -> reqwest::Result<reqwest::Client> {
    settle(builder, options).pool_idle_timeout(POOL_IDLE).build()
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

/// Before common servers close idle connections (load balancers after 60 s, nginx after 75 s).
const POOL_IDLE: Duration = Duration::from_secs(20);
/// The largest head of a response on HTTP/2, in bytes.
const MAX_HEAD: u32 = 64 * 1024;
/// How often a peer on HTTP/2 is asked for a sign of life while it owes an answer.
const PING: Duration = Duration::from_secs(15);
/// How long it may take to give one.
const PING_TIMEOUT: Duration = Duration::from_secs(10);
