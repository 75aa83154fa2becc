//! Takes connections and requests, and answers them.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::body::{Cut, Paced};
use crate::clock::Clock;
use crate::content::Store;
use crate::contract::Contract;
use crate::exchange::Exchange;
use crate::faults::Faults;
use crate::limits::Limits;
use crate::links::Links;
use crate::lock;
use crate::record::{Answer, Record};
use crate::state::State;
use crate::wire::{Flushes, Wire};

/// What all connections of a sandbox share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) contract: &'static Contract,
    pub(crate) clock: Clock,
    pub(crate) url: String,
    pub(crate) links: Links,
    pub(crate) store: Store,
    pub(crate) limits: Limits,
    /// The most bytes that an upload may have.
    pub(crate) max_upload: u64,
    /// None if any key will do.
    pub(crate) key: Option<String>,
    pub(crate) state: Mutex<State>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) record: Mutex<Record>,
}

/// Requests that are being worked on. Dropped, it ends the work.
type Exchanges = Arc<Mutex<JoinSet<()>>>;

/// Serves for ever. The connections, and the work on requests, end with the task that this runs in.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) -> Infallible {
    let mut connections = JoinSet::new();
    let exchanges = Exchanges::default();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: room comes when a connection ends.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        // A drip is a byte at a time on the wire too.
        let _ = stream.set_nodelay(true);
        let (shared, exchanges) = (Arc::clone(&shared), Arc::clone(&exchanges));
        connections.spawn(async move {
            let flushes = Flushes::default();
            let wire = Wire::new(stream, flushes.clone());
            let service = service_fn(|request| answer(&shared, &exchanges, &flushes, request));
            // An error is a connection that was lost, or cut on purpose.
            let _ = http1::Builder::new().serve_connection(wire, service).await;
        });
    }
}

/// Works on a request in a task of its own: a server that has read a request carries it out, whether
/// or not the client is still there.
async fn answer(
    shared: &Arc<Shared>,
    exchanges: &Exchanges,
    flushes: &Flushes,
    request: http::Request<Incoming>,
) -> Result<Response<Paced>, Cut> {
    let (answer, answered) = oneshot::channel();
    let (shared, flushes) = (Arc::clone(shared), flushes.clone());
    {
        let mut exchanges = lock(exchanges);
        while exchanges.try_join_next().is_some() {}
        exchanges.spawn(async move {
            let (parts, body) = request.into_parts();
            let (exchange, found, faults) = Exchange::begin(&shared, parts);
            let outcome = exchange.run(found, body, &faults, flushes).await;
            if answer.is_closed() {
                return;
            }
            exchange.note(|noted| {
                noted.answer = match &outcome {
                    Ok(response) if response.body().is_cut() => {
                        Answer::Truncated(response.status().as_u16())
                    }
                    Ok(response) => Answer::Status(response.status().as_u16()),
                    Err(Cut::OnPurpose) => Answer::Dropped,
                    Err(Cut::ClientGone | Cut::Unreadable) => Answer::None,
                };
            });
            let _ = answer.send(outcome);
        });
    }
    answered.await.unwrap_or(Err(Cut::OnPurpose))
}

const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
