//! The transport on hyper's own pooled client: what reqwest does for a call beyond that is left out.

use std::sync::{Arc, OnceLock};

use http::header::{CONTENT_LENGTH, PROXY_AUTHORIZATION};
use http::{HeaderValue, Request, Response, Uri};
use http_body::Body as _;
use hyper_util::client::legacy::{Client, Error, ResponseFuture};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use self::connect::Connector;
use super::used::Used;
use super::{
    Failure, Incoming, IncomingBody, MAX_HEAD, PING, PING_TIMEOUT, POOL_IDLE, TransportOptions,
    announces_nothing, tls,
};
use crate::error::Result;
use crate::request::body::RequestBody;

mod connect;

type Pooled = Client<Connector, RequestBody>;

/// An exchange that is sent when it is polled.
pub(super) type Sent = ResponseFuture;

/// One connector, and the pools that it makes connections for.
pub(crate) struct Hyper {
    connector: Connector,
    proxies: Option<Arc<Matcher>>,
    pooled: Pooled,
    used: Used,
    /// Without a pool, for when the pool was stale.
    fresh: OnceLock<Pooled>,
    /// With a pool of blocking calls.
    #[cfg(feature = "blocking")]
    blocking: OnceLock<Pooled>,
}

impl Hyper {
    pub(super) fn new(options: &TransportOptions) -> Result<Self> {
        let proxies = (!options.direct).then(|| Arc::new(Matcher::from_system()));
        let tls = tls(options.plain)?;
        let connector = Connector::new(tls, proxies.clone(), options.connect_timeout);
        Ok(Self {
            pooled: pooled(&connector, usize::MAX),
            connector,
            proxies,
            used: Used::default(),
            fresh: OnceLock::new(),
            #[cfg(feature = "blocking")]
            blocking: OnceLock::new(),
        })
    }

    /// The client of the pool that the call may use: a connection is driven by the runtime that made it.
    fn pooled(&self) -> &Pooled {
        #[cfg(feature = "blocking")]
        if crate::blocking::is_here() {
            return self.blocking.get_or_init(|| pooled(&self.connector, usize::MAX));
        }
        &self.pooled
    }

    /// Makes the exchange that is sent when the future is polled.
    pub(super) fn start(&self, mut request: Request<RequestBody>, fresh: bool) -> Sent {
        if request.body().is_end_stream() && announces_nothing(request.method()) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        if let Some(credentials) = self.credentials(request.uri()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, credentials);
        }
        let client = match fresh {
            true => self.fresh.get_or_init(|| pooled(&self.connector, 0)),
            false => self.pooled(),
        };
        client.request(request)
    }

    pub(super) fn answered(
        &self,
        answer: Result<Response<::hyper::body::Incoming>, Error>,
        fresh: bool,
    ) -> Result<Incoming, Failure> {
        let response = answer.map_err(|error| {
            let reused = self.used.is_of(&error);
            Failure::of_hyper(error, reused)
        })?;
        if !fresh {
            self.used.note(response.extensions());
        }
        Ok(Incoming::of(response, IncomingBody::Hyper))
    }

    /// What a proxy asks for that is sent the request itself; through a tunnel it goes beforehand.
    fn credentials(&self, uri: &Uri) -> Option<HeaderValue> {
        let proxies = self.proxies.as_ref()?;
        if uri.scheme_str() != Some("http") {
            return None;
        }
        proxies.intercept(uri)?.basic_auth().cloned()
    }
}

fn pooled(connector: &Connector, idle: usize) -> Pooled {
    Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(POOL_IDLE)
        .pool_max_idle_per_host(idle)
        .http2_max_header_list_size(MAX_HEAD)
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PING_TIMEOUT)
        .build(connector.clone())
}
