//! Bodies: those that come in, watched, and those that go out, at the pace that faults ask for.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};

use crate::lock;
use crate::wire::Flushes;

/// Ends a connection: hyper closes it when a service, or a body, fails.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cut {
    OnPurpose,
    /// The client went away before it had sent everything.
    ClientGone,
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnPurpose => "the connection is cut on purpose",
            Self::ClientGone => "the client has gone",
        })
    }
}

impl StdError for Cut {}

/// The beginning of a body, and how long it is.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) start: BytesMut,
    pub(crate) len: u64,
}

/// A body that is noted down while it is read.
pub(crate) struct Watched {
    pub(crate) body: Incoming,
    pub(crate) seen: Arc<Mutex<Seen>>,
    /// How many bytes of it are kept.
    pub(crate) keep: usize,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let Some(data) = frame.data_ref()
        {
            let mut seen = lock(&self.seen);
            seen.len += data.len() as u64;
            let room = self.keep.saturating_sub(seen.start.len()).min(data.len());
            seen.start.extend_from_slice(data.get(..room).unwrap_or_default());
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body that goes out whole, in drips, or not to its end.
pub(crate) struct Paced {
    rest: Bytes,
    /// How many bytes may still go out before the connection is cut.
    before_cut: Option<usize>,
    drip: Option<(Duration, Pin<Box<Sleep>>)>,
    flushes: Flushes,
    /// The count of flushes at which the connection may be cut.
    cut_at: Option<u64>,
}

impl Paced {
    pub(crate) fn new(
        body: Bytes,
        before_cut: Option<usize>,
        drip: Option<Duration>,
        flushes: Flushes,
    ) -> Self {
        Self {
            before_cut: before_cut.filter(|bytes| *bytes < body.len()),
            drip: drip.map(|pause| (pause, Box::pin(sleep(pause)))),
            rest: body,
            flushes,
            cut_at: None,
        }
    }

    /// Whether it will be cut.
    pub(crate) fn is_cut(&self) -> bool {
        self.before_cut.is_some()
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        if self.before_cut == Some(0) {
            // An error makes hyper close at once, with what it has not yet written: so it comes only
            // once that is out. Hyper flushes when a body has nothing to give, and asks again.
            let next = self.flushes.count() + 1;
            let cut_at = *self.cut_at.get_or_insert(next);
            return if cut_at < next {
                Poll::Ready(Some(Err(Cut::OnPurpose)))
            } else {
                Poll::Pending
            };
        }
        let mut size = self.before_cut.unwrap_or(usize::MAX).min(self.rest.len());
        if let Some((pause, timer)) = &mut self.drip {
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            *timer = Box::pin(sleep(*pause));
            size = 1;
        }
        if let Some(left) = &mut self.before_cut {
            *left -= size;
        }
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(size)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    /// The whole length, also of a body that will be cut: that is what makes it one.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
