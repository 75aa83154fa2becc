//! Bodies: those that come in, watched, and those that go out, at the pace that faults ask for.

use std::error::Error as StdError;
use std::fmt;
use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
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
    /// What was to be sent can't be read any more.
    Unreadable,
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnPurpose => "the connection is cut on purpose",
            Self::ClientGone => "the client has gone",
            Self::Unreadable => "the content can't be read",
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

/// What is still to be sent of a body.
#[derive(Debug)]
pub(crate) enum Payload {
    Memory(Bytes),
    /// So many bytes of a file, read when they are sent.
    File(File, u64),
}

impl Payload {
    fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File(_, left) => *left,
        }
    }

    /// Takes so many bytes at most, and fewer of what has to be read. A chunk is read so quickly that
    /// it needs no other thread.
    fn take(&mut self, most: u64) -> io::Result<Bytes> {
        let most = usize::try_from(most.min(self.len())).unwrap_or(usize::MAX);
        match self {
            Self::Memory(bytes) => Ok(bytes.split_to(most)),
            Self::File(file, left) => {
                let mut chunk = vec![0; most.min(CHUNK)];
                file.read_exact(&mut chunk)?;
                *left -= chunk.len() as u64;
                Ok(chunk.into())
            }
        }
    }
}

impl Default for Payload {
    fn default() -> Self {
        Self::Memory(Bytes::new())
    }
}

/// A body that goes out whole, in drips, or not to its end.
pub(crate) struct Paced {
    rest: Payload,
    /// How many bytes may still go out before the connection is cut.
    before_cut: Option<u64>,
    drip: Option<(Duration, Pin<Box<Sleep>>)>,
    flushes: Flushes,
    /// The count of flushes at which the connection may be cut.
    cut_at: Option<u64>,
}

impl Paced {
    pub(crate) fn new(
        body: Payload,
        before_cut: Option<u64>,
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
        if self.rest.len() == 0 {
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
        let mut size = self.before_cut.unwrap_or(u64::MAX);
        if let Some((pause, timer)) = &mut self.drip {
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            *timer = Box::pin(sleep(*pause));
            size = 1;
        }
        let Ok(chunk) = self.rest.take(size) else {
            return Poll::Ready(Some(Err(Cut::Unreadable)));
        };
        if let Some(left) = &mut self.before_cut {
            *left = left.saturating_sub(chunk.len() as u64);
        }
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.len() == 0
    }

    /// The whole length, also of a body that will be cut: that is what makes it one.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len())
    }
}

/// How much of a file is read at once: 64 KiB.
const CHUNK: usize = 64 << 10;
