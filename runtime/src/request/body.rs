//! The body of a request as one attempt sends it.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;

use super::content::Progress;
use super::file::OpenFile;
use super::stream::Opened;
use crate::error::{BoxError, Error, Kind, Outcome};

/// The body of a request as it goes to the transport.
///
/// Its length is known beforehand, unless a stream without a length is in it. It is the [`Body`](http_body::Body) that a
/// [transport](crate::ClientBuilder::transport) of one's own is given.
pub struct RequestBody {
    state: State,
    /// How many bytes are still to come, where that is known.
    left: Option<u64>,
    /// Kept of a body that is sent in pieces.
    moved: Option<Moved>,
}

enum State {
    Whole(Bytes),
    Chunks(Chunks),
    Reading(Reading),
    End,
}

type Reading =
    std::pin::Pin<Box<dyn Future<Output = (Chunks, Option<Result<Bytes, Error>>)> + Send + Sync>>;

/// When a body last moved, for the idle limit of uploads.
#[derive(Clone, Debug)]
pub(crate) struct Moved(Arc<Mutex<Instant>>);

impl Moved {
    pub(crate) fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

impl Default for Moved {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }
}

impl RequestBody {
    pub(super) fn whole(bytes: Bytes) -> Self {
        let left = Some(bytes.len() as u64);
        Self { state: State::Whole(bytes), left, moved: None }
    }

    /// Of chunks whose next one stands last.
    pub(super) fn chunks(rest: Vec<Chunk>, len: Option<u64>) -> Self {
        Self { state: State::Chunks(Chunks { rest }), left: len, moved: Some(Moved::default()) }
    }

    /// When it last moved, of a body that is sent in pieces.
    pub(crate) fn moved(&self) -> Option<Moved> {
        self.moved.clone()
    }

    /// The bytes, if the body is in memory as one piece; the default transport takes them as they are.
    pub(crate) fn as_whole(&self) -> Option<&Bytes> {
        match &self.state {
            State::Whole(bytes) => Some(bytes),
            State::Chunks(_) | State::Reading(_) | State::End => None,
        }
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.left {
            Some(left) => write!(f, "RequestBody({left} bytes)"),
            None => f.write_str("RequestBody(stream)"),
        }
    }
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            match std::mem::replace(&mut self.state, State::End) {
                State::End => return Poll::Ready(None),
                State::Whole(bytes) => return Poll::Ready(self.emit(bytes)),
                State::Chunks(mut chunks) => match chunks.rest.pop() {
                    None => return Poll::Ready(None),
                    Some(Chunk::Bytes(bytes)) if bytes.is_empty() => {
                        self.state = State::Chunks(chunks);
                    }
                    Some(Chunk::Bytes(bytes)) => {
                        self.state = State::Chunks(chunks);
                        return Poll::Ready(self.emit(bytes));
                    }
                    Some(Chunk::Content(mut bytes, mut report)) => {
                        let piece = bytes.split_to(bytes.len().min(PIECE));
                        report.sent(piece.len());
                        if !bytes.is_empty() {
                            chunks.rest.push(Chunk::Content(bytes, report));
                        }
                        self.state = State::Chunks(chunks);
                        return Poll::Ready(self.emit(piece));
                    }
                    Some(Chunk::File(file)) => {
                        self.state = State::Reading(Box::pin(chunks.read(file)))
                    }
                    Some(Chunk::Stream(mut stream)) => {
                        let piece = stream.poll(context);
                        match piece {
                            Poll::Ready(None) => self.state = State::Chunks(chunks),
                            Poll::Ready(Some(Err(error))) => {
                                return Poll::Ready(Some(Err(error.into())));
                            }
                            Poll::Pending => {
                                chunks.rest.push(Chunk::Stream(stream));
                                self.state = State::Chunks(chunks);
                                return Poll::Pending;
                            }
                            Poll::Ready(Some(Ok(piece))) => {
                                chunks.rest.push(Chunk::Stream(stream));
                                self.state = State::Chunks(chunks);
                                return Poll::Ready(self.emit(piece));
                            }
                        }
                    }
                },
                State::Reading(mut reading) => match reading.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready((_, Some(Err(error)))) => {
                        return Poll::Ready(Some(Err(error.into())));
                    }
                    Poll::Ready((chunks, read)) => {
                        self.state = State::Chunks(chunks);
                        if let Some(Ok(bytes)) = read {
                            return Poll::Ready(self.emit(bytes));
                        }
                    }
                },
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl RequestBody {
    fn emit(&mut self, bytes: Bytes) -> Option<Result<Frame<Bytes>, BoxError>> {
        self.left = self.left.map(|left| left.saturating_sub(bytes.len() as u64));
        if let Some(moved) = &self.moved {
            moved.now();
        }
        (!bytes.is_empty()).then(|| Ok(Frame::data(bytes)))
    }
}

/// What is left of a body that is sent piece by piece, the next chunk last.
struct Chunks {
    rest: Vec<Chunk>,
}

pub(super) enum Chunk {
    Bytes(Bytes),
    Content(Bytes, Report),
    File(OpenFile),
    Stream(OpenStream),
}

impl Chunks {
    /// Reads the next piece of `file`, and puts the file back unless that was its last.
    async fn read(mut self, file: OpenFile) -> (Self, Option<Result<Bytes, Error>>) {
        let (piece, rest) = match file.read(PIECE).await {
            Ok(read) => read,
            Err(error) => return (self, Some(Err(error))),
        };
        self.rest.extend(rest.map(Chunk::File));
        (self, Some(Ok(piece)))
    }
}

/// A stream of which some has been read.
pub(super) struct OpenStream {
    stream: Opened,
    /// How many bytes are still to come, where that is known.
    left: Option<u64>,
    /// What has been read, and not handed over yet.
    ready: Bytes,
    ended: bool,
    report: Report,
}

impl OpenStream {
    pub(super) fn new(stream: Opened, length: Option<u64>, report: Report) -> Self {
        Self { stream, left: length, ready: Bytes::new(), ended: false, report }
    }

    /// Makes sure that nothing comes, of a stream whose length is 0.
    pub(super) async fn expect_empty(&mut self) -> Result<(), Error> {
        match std::future::poll_fn(|context| self.poll(context)).await {
            // Nothing has gone out yet.
            Some(Err(error)) => Err(error.with_outcome(Outcome::NotDone)),
            Some(Ok(_)) | None => Ok(()),
        }
    }

    /// The next piece of the stream.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            // The last piece is held back until the stream has ended, so that no server takes the
            // beginning of a longer one for the whole.
            let last = self.left == Some(0) && self.ready.len() <= PIECE;
            if !self.ready.is_empty() && (self.ended || !last) {
                let piece = self.ready.split_to(self.ready.len().min(PIECE));
                self.report.sent(piece.len());
                return Poll::Ready(Some(Ok(piece)));
            }
            if self.ended {
                self.report.ended();
                return Poll::Ready(None);
            }
            let error = match self.stream.poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) if bytes.is_empty() => continue,
                Poll::Ready(Some(Ok(bytes))) => {
                    let left = self.left.map(|left| left.checked_sub(bytes.len() as u64));
                    if left != Some(None) {
                        self.left = left.flatten();
                        self.ready = bytes;
                        continue;
                    }
                    broken("the stream to be sent goes on beyond its length".to_owned())
                }
                Poll::Ready(None) => {
                    self.ended = true;
                    match self.left {
                        None | Some(0) => continue,
                        Some(left) => broken(format!(
                            "the stream to be sent ended {left} bytes before its length"
                        )),
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    broken(format!("the stream to be sent failed: {error}")).with_source(error)
                }
            };
            self.ended = true;
            return Poll::Ready(Some(Err(error)));
        }
    }
}

/// Some of the body has gone out by then.
fn broken(what: String) -> Error {
    Error::new(Kind::Body, Outcome::Unknown, what)
}

/// Tells how far a content has been sent.
pub(super) struct Report {
    progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
    attempt: u32,
    sent: u64,
    /// What was told last.
    told: Option<u64>,
    total: Option<u64>,
}

impl Report {
    pub(super) fn new(
        progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
        attempt: u32,
        total: Option<u64>,
    ) -> Self {
        Self { progress, attempt, sent: 0, told: None, total }
    }

    pub(super) fn sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
        let since = self.sent - self.told.unwrap_or(0);
        if since >= PIECE as u64 || self.total == Some(self.sent) {
            self.tell();
        }
    }

    /// Tells the end of what has no length.
    fn ended(&mut self) {
        if self.told != Some(self.sent) {
            self.tell();
        }
    }

    fn tell(&mut self) {
        self.told = Some(self.sent);
        if let Some(progress) = &self.progress {
            let (sent, attempt) = (self.sent, self.attempt);
            progress(Progress { sent, total: self.total.unwrap_or(sent), attempt });
        }
    }
}

/// How much is read and handed over at a time.
const PIECE: usize = 64 * 1024;
