//! A response's body, read as it comes.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::attempt::receive::{broke_off, still_coming, too_large};
use crate::attempt::{Clock, Failure, Struck};
use crate::error::{Kind, Outcome, Result};
use crate::response::Origin;
use crate::transport::OpenBody;

/// The body of a response in pieces, as they come: what a `Call<ByteStream>` returns.
///
/// The call is made again, as any other, until the head of a response is there. From then on nothing
/// is: a body that breaks off ends the stream with an error, never as if it were whole. The timeout of
/// the call is how long no byte may come; its deadline holds for the whole stream if the call sets one;
/// it is as long as it may be, unless the call sets [`max_body`](crate::Call::max_body).
///
/// Dropping it gives the connection up. It counts as in flight no more when the head is there.
///
/// ```
/// use endpoint::{ByteStream, Call, Endpoints, endpoint};
///
/// trait Files: Endpoints {
///     #[endpoint(get = "/files/{id}/content")]
///     fn content(&self, id: &str) -> Call<ByteStream>;
/// }
///
/// # async fn example(files: &dyn Files) -> endpoint::Result<()> {
/// let mut content = files.content("7").await?;
/// while let Some(piece) = content.chunk().await? {
///     println!("{} bytes", piece.len());
/// }
/// # Ok(()) }
/// ```
///
/// A mock makes one of bytes: `Call::ready(ByteStream::from("text"))`.
#[must_use = "nothing is read until it is polled"]
pub struct ByteStream {
    body: Body,
    read: u64,
    limits: StreamLimits,
}

enum Body {
    Open(Box<Reading>),
    Kept(Bytes),
    Ended,
}

struct Reading {
    open: OpenBody,
    answer: Answer,
    /// Set while a piece is waited for.
    sleep: Option<Pin<Box<Sleep>>>,
}

/// What a stream is held to.
#[derive(Clone, Copy, Default)]
pub(crate) struct StreamLimits {
    /// What the head announces.
    pub(crate) length: Option<u64>,
    /// The longest.
    pub(crate) limit: u64,
    /// How long no byte may come.
    pub(crate) idle: Duration,
    pub(crate) deadline: Option<Instant>,
}

/// What an error tells of the response.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) request_id: Option<String>,
    pub(crate) origin: Arc<Origin>,
}

impl ByteStream {
    pub(crate) fn new(open: OpenBody, limits: StreamLimits, answer: Answer) -> Self {
        Self { body: Body::Open(Box::new(Reading { open, answer, sleep: None })), read: 0, limits }
    }

    /// How many bytes the server says there are in all; `None` if it does not say, as where they are
    /// made on the way or compressed.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.limits.length
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Kind::Lost`], [`Kind::Timeout`], [`Kind::Deadline`], [`Kind::Protocol`] or
    /// [`Kind::TooLarge`]; the stream is at its end then.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes>>> {
        let this = &mut *self;
        let piece = match &mut this.body {
            Body::Ended => return Poll::Ready(None),
            Body::Kept(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
            Body::Open(reading) => {
                let piece = reading.poll(context, &this.limits, &mut this.read);
                if !matches!(piece, Poll::Ready(None | Some(Err(_)))) {
                    return piece;
                }
                piece
            }
        };
        this.body = Body::Ended;
        piece
    }
}

impl Reading {
    fn poll(
        &mut self,
        context: &mut Context<'_>,
        limits: &StreamLimits,
        read: &mut u64,
    ) -> Poll<Option<Result<Bytes>>> {
        let now = Instant::now();
        if limits.deadline.is_some_and(|deadline| deadline <= now) {
            return self.fail(still_coming(*read, Struck::Deadline));
        }
        let failure = match self.open.poll_chunk(context) {
            Poll::Ready(Some(Ok(piece))) => {
                self.sleep = None;
                *read = read.saturating_add(piece.len() as u64);
                if *read <= limits.limit {
                    return Poll::Ready(Some(Ok(piece)));
                }
                too_large(limits.limit)
            }
            Poll::Ready(None) => match limits.length {
                Some(length) if length != *read => {
                    let what = format!("the response ended after {read} bytes of {length}");
                    Failure::of_response(Kind::Lost, what)
                }
                _ => return Poll::Ready(None),
            },
            Poll::Ready(Some(Err(failure))) => broke_off(*read, failure),
            Poll::Pending => {
                let (until, struck) =
                    Clock { limit: limits.idle, deadline: limits.deadline }.until(now);
                let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(until)));
                ready!(sleep.as_mut().poll(context));
                still_coming(*read, struck)
            }
        };
        self.fail(failure)
    }

    fn fail(&self, failure: Failure) -> Poll<Option<Result<Bytes>>> {
        let Answer { status, request_id, origin } = &self.answer;
        let error = failure.into_error(&origin.secrets).with_outcome(Outcome::Done);
        let error = error.with_status(*status).with_request_id(request_id.clone());
        Poll::Ready(Some(Err(origin.complete(error))))
    }
}

impl<B: Into<Bytes>> From<B> for ByteStream {
    fn from(bytes: B) -> Self {
        let bytes = bytes.into();
        let limits = StreamLimits { length: Some(bytes.len() as u64), ..StreamLimits::default() };
        Self { body: Body::Kept(bytes), read: 0, limits }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("length", &self.limits.length)
            .field("read", &self.read)
            .finish_non_exhaustive()
    }
}
