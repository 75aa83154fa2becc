//! Streams to be sent: opened anew by each attempt, or handed over once.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::error::BoxError;

/// Where the pieces come from.
#[derive(Clone)]
pub(crate) enum StreamSource {
    Opened(Arc<dyn Fn() -> Pieces + Send + Sync>),
    Once(Slot),
}

/// A stream that nobody has begun to read; empty once somebody has.
type Slot = Arc<Mutex<Option<Pieces>>>;

/// A stream of any type.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

impl StreamSource {
    pub(crate) fn opened<S, B, E>(open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::Opened(Arc::new(move || pieces(open())))
    }

    pub(crate) fn once<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::Once(Arc::new(Mutex::new(Some(pieces(stream)))))
    }

    pub(crate) fn can_be_opened(&self) -> bool {
        match self {
            Self::Opened(_) => true,
            Self::Once(slot) => lock(slot).is_some(),
        }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Opened(a), Self::Opened(b)) => Arc::ptr_eq(a, b),
            (Self::Once(a), Self::Once(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// The stream from its beginning; `None` if it was handed over before.
    pub(super) fn open(&self) -> Option<Opened> {
        let (pieces, slot) = match self {
            Self::Opened(open) => (open(), None),
            Self::Once(slot) => (lock(slot).take()?, Some(Arc::clone(slot))),
        };
        Some(Opened { pieces: Mutex::new(Some(pieces)), slot })
    }
}

/// A stream that one attempt reads. It is `Sync` though the stream need not be.
pub(super) struct Opened {
    pieces: Mutex<Option<Pieces>>,
    /// Where the stream goes back to if this attempt ends before it reads anything.
    slot: Option<Slot>,
}

impl Opened {
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BoxError>>> {
        self.slot = None;
        match self.pieces.get_mut().unwrap_or_else(PoisonError::into_inner) {
            Some(pieces) => pieces.as_mut().poll_next(context),
            None => Poll::Ready(None),
        }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(slot) = &self.slot {
            *lock(slot) = self.pieces.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}

fn lock(slot: &Slot) -> std::sync::MutexGuard<'_, Option<Pieces>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pieces<S, B, E>(stream: S) -> Pieces
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    Box::pin(AsBytes(Box::pin(stream)))
}

struct AsBytes<S>(Pin<Box<S>>);

impl<S, B, E> Stream for AsBytes<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = self.0.as_mut().poll_next(context);
        piece.map(|piece| piece.map(|piece| piece.map(Into::into).map_err(Into::into)))
    }
}
