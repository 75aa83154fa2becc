//! Connections: direct, to a proxy, or through one.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use rustls::ClientConfig;
use tokio::time::timeout;
use tower_service::Service;

use crate::error::BoxError;

/// Makes connections. A client clones it with every request.
#[derive(Clone)]
pub(super) struct Connector(Arc<Connect>);

struct Connect {
    direct: HttpsConnector<HttpConnector>,
    to_proxy: HttpsConnector<HttpConnector>,
    tls: Arc<ClientConfig>,
    proxies: Option<Arc<Matcher>>,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(tls: ClientConfig, proxies: Option<Arc<Matcher>>, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEPALIVE));
        // What is said to a proxy itself is HTTP/1.
        let mut tls_to_proxy = tls.clone();
        tls_to_proxy.alpn_protocols = vec![b"http/1.1".to_vec()];
        let tls = Arc::new(tls);
        Self(Arc::new(Connect {
            direct: HttpsConnector::from((tcp.clone(), Arc::clone(&tls))),
            to_proxy: HttpsConnector::from((tcp, tls_to_proxy)),
            tls,
            proxies,
            timeout,
        }))
    }
}

impl Connect {
    async fn connect(&self, uri: Uri) -> Result<Wire, BoxError> {
        let proxy = self.proxies.as_ref().and_then(|proxies| proxies.intercept(&uri));
        let Some(proxy) = proxy else {
            let stream = self.direct.clone().call(uri).await?;
            return Ok(Wire::new(stream, false));
        };
        if !matches!(proxy.uri().scheme_str(), Some("http" | "https")) {
            return Err(io::Error::other("only proxies that speak http or https are asked").into());
        }
        if uri.scheme_str() == Some("https") {
            let tunnel = tunnel(&proxy, self.to_proxy.clone());
            let mut secured = HttpsConnector::from((tunnel, Arc::clone(&self.tls)));
            return Ok(Wire::new(secured.call(uri).await?, false));
        }
        let stream = self.to_proxy.clone().call(proxy.uri().clone()).await?;
        Ok(Wire::new(stream, true))
    }
}

fn tunnel<C>(proxy: &Intercept, connector: C) -> Tunnel<C> {
    let tunnel = Tunnel::new(proxy.uri().clone(), connector);
    match proxy.basic_auth() {
        Some(credentials) => tunnel.with_auth(credentials.clone()),
        None => tunnel,
    }
}

impl Service<Uri> for Connector {
    type Response = Wire;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Wire, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connect = Arc::clone(&self.0);
        Box::pin(async move {
            match timeout(connect.timeout, connect.connect(uri)).await {
                Ok(connected) => connected,
                Err(_) => {
                    let what = format!("no connection was made within {:?}", connect.timeout);
                    Err(io::Error::new(io::ErrorKind::TimedOut, what).into())
                }
            }
        })
    }
}

/// A connection, whatever it goes through.
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    /// Whether what is sent on it goes to a proxy.
    is_proxied: bool,
}

trait Stream: Read + Write + Connection + Send + Unpin {}

impl<S: Read + Write + Connection + Send + Unpin> Stream for S {}

impl Wire {
    fn new(stream: impl Stream + 'static, is_proxied: bool) -> Self {
        Self { stream: Box::new(stream), is_proxied }
    }
}

impl Connection for Wire {
    fn connected(&self) -> Connected {
        self.stream.connected().proxy(self.is_proxied)
    }
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_read(context, buffer)
    }
}

impl Write for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream).poll_write_vectored(context, slices)
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}

/// How long a connection is silent before the system asks the peer for a sign of life.
const KEEPALIVE: Duration = Duration::from_secs(15);
