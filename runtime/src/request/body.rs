//! Bodies that can be sent again.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::SystemTime;

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::time::Instant;

use super::part::{NamedPart, Part, Pin, Progress, Source};
use crate::error::{BoxError, Error, Kind, Outcome};

/// What is sent, shared by all attempts.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Empty,
    Json(Bytes),
    /// `application/x-www-form-urlencoded`.
    Form(Bytes),
    Multipart(Arc<Multipart>),
}

impl Body {
    /// The body as one attempt sends it; files are opened here.
    pub(crate) async fn open(&self, attempt: u32) -> Result<RequestBody, Error> {
        match self {
            Self::Empty => Ok(RequestBody::whole(Bytes::new())),
            Self::Json(bytes) | Self::Form(bytes) => Ok(RequestBody::whole(bytes.clone())),
            Self::Multipart(multipart) => multipart.open(attempt).await,
        }
    }

    /// Whether it is sent piece by piece, so that no fixed time fits it.
    pub(crate) fn is_upload(&self) -> bool {
        matches!(self, Self::Multipart(_))
    }
}

/// A multipart body (RFC 7578).
#[derive(Debug)]
pub(crate) struct Multipart {
    boundary: String,
    parts: Vec<FramedPart>,
}

#[derive(Debug)]
struct FramedPart {
    name: &'static str,
    /// The part's headers with the boundary before them.
    head: Bytes,
    part: Part,
    /// The file as the first attempt found it.
    first: Pin,
}

/// What tells whether a file is still the one that the call began with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
}

impl Multipart {
    pub(crate) fn new(parts: Vec<NamedPart>) -> Result<Self, String> {
        // 124 random bits: no content holds it by chance, and none is searched for it.
        let boundary = format!("endpoint-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let mut framed = Vec::with_capacity(parts.len());
        for (index, NamedPart { name, part }) in parts.into_iter().enumerate() {
            let head = part.head(name).map_err(|what| format!("the part `{name}`: {what}"))?;
            let line_break = if index == 0 { "" } else { "\r\n" };
            let head = format!("{line_break}--{boundary}\r\n{head}\r\n\r\n");
            let first = part.pin.clone().unwrap_or_default();
            framed.push(FramedPart { name, head: head.into(), part, first });
        }
        Ok(Self { boundary, parts: framed })
    }

    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// The parts with their names.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, &Part)> {
        self.parts.iter().map(|framed| (framed.name, &framed.part))
    }

    /// The parts that are texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
        self.parts().filter_map(|(name, part)| match &part.source {
            Source::Text(text) => Some((name, String::from_utf8_lossy(text))),
            Source::Bytes(_) | Source::File(_) => None,
        })
    }

    async fn open(&self, attempt: u32) -> Result<RequestBody, Error> {
        let mut chunks = Vec::with_capacity(self.parts.len() * 2 + 1);
        let mut len = 0;
        for FramedPart { head, part, first, .. } in &self.parts {
            len += head.len() as u64;
            chunks.push(Chunk::Bytes(head.clone()));
            let report = Report { progress: part.progress.clone(), attempt, sent: 0, total: 0 };
            match &part.source {
                Source::Text(bytes) | Source::Bytes(bytes) => {
                    len += bytes.len() as u64;
                    let report = Report { total: bytes.len() as u64, ..report };
                    chunks.push(Chunk::Content(bytes.clone(), report));
                }
                Source::File(path) => {
                    let (file, stamp) = open(path).await?;
                    if *first.get_or_init(|| stamp.clone()) != stamp {
                        return Err(changed(path));
                    }
                    len += stamp.len;
                    let report = Report { total: stamp.len, ..report };
                    let path = path.clone();
                    chunks.push(Chunk::File(OpenFile {
                        file,
                        path,
                        left: stamp.len,
                        stamp,
                        report,
                    }));
                }
            }
        }
        let end = if self.parts.is_empty() { "--" } else { "\r\n--" };
        let end = Bytes::from(format!("{end}{}--\r\n", self.boundary));
        len += end.len() as u64;
        chunks.push(Chunk::Bytes(end));
        chunks.reverse();
        Ok(RequestBody {
            state: State::Chunks(Chunks { rest: chunks }),
            left: len,
            moved: Moved::default(),
        })
    }
}

async fn open(path: &PathBuf) -> Result<(File, Stamp), Error> {
    let cannot = |error: io::Error| {
        let what = format!("can't read {}: {error}", path.display());
        Error::new(Kind::Body, Outcome::NotDone, what).with_source(error)
    };
    // Before it is opened: that of a pipe waits for somebody to write.
    let metadata = tokio::fs::metadata(path).await.map_err(cannot)?;
    if metadata.is_dir() {
        return Err(cannot(io::ErrorKind::IsADirectory.into()));
    }
    if !metadata.is_file() {
        let what = format!(
            "can't read {}: it is no regular file, so nothing tells how long it is",
            path.display()
        );
        return Err(Error::new(Kind::Body, Outcome::NotDone, what));
    }
    let file = File::open(path).await.map_err(cannot)?;
    let metadata = file.metadata().await.map_err(cannot)?;
    Ok((file, Stamp { len: metadata.len(), modified: metadata.modified().ok() }))
}

fn changed(path: &std::path::Path) -> Error {
    let what = format!("{} changed while it was being sent", path.display());
    Error::new(Kind::Body, Outcome::NotDone, what)
}

/// The body of a request as it goes to the transport.
///
/// Its length is known beforehand. It is the [`Body`](http_body::Body) that a
/// [transport](crate::ClientBuilder::transport) of one's own is given.
pub struct RequestBody {
    state: State,
    left: u64,
    moved: Moved,
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
    fn whole(bytes: Bytes) -> Self {
        let left = bytes.len() as u64;
        Self { state: State::Whole(bytes), left, moved: Moved::default() }
    }

    pub(crate) fn moved(&self) -> Moved {
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
        write!(f, "RequestBody({} bytes)", self.left)
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
                        if !piece.is_empty() {
                            return Poll::Ready(self.emit(piece));
                        }
                    }
                    Some(Chunk::File(file)) => {
                        self.state = State::Reading(Box::pin(chunks.read(file)))
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
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

impl RequestBody {
    fn emit(&mut self, bytes: Bytes) -> Option<Result<Frame<Bytes>, BoxError>> {
        self.left = self.left.saturating_sub(bytes.len() as u64);
        self.moved.now();
        (!bytes.is_empty()).then(|| Ok(Frame::data(bytes)))
    }
}

/// What is left of a multipart body, the next chunk last.
struct Chunks {
    rest: Vec<Chunk>,
}

enum Chunk {
    Bytes(Bytes),
    Content(Bytes, Report),
    File(OpenFile),
}

struct OpenFile {
    file: File,
    path: PathBuf,
    left: u64,
    stamp: Stamp,
    report: Report,
}

impl Chunks {
    /// Reads the next piece of `file`, and puts the file back unless that was its last.
    async fn read(mut self, mut file: OpenFile) -> (Self, Option<Result<Bytes, Error>>) {
        if file.left == 0 {
            file.report.sent(0);
            let ended = file.ends_here().await;
            return (self, (!ended).then(|| Err(file.changed())));
        }
        let wanted = usize::try_from(file.left).map_or(PIECE, |left| left.min(PIECE));
        let mut piece = BytesMut::with_capacity(wanted);
        let read = (&mut file.file).take(wanted as u64).read_buf(&mut piece).await;
        let piece = match read {
            Ok(0) => return (self, Some(Err(file.changed()))),
            Ok(_) => piece.freeze(),
            Err(error) => {
                let what = format!("can't read {}: {error}", file.path.display());
                let error = Error::new(Kind::Body, Outcome::Unknown, what).with_source(error);
                return (self, Some(Err(error)));
            }
        };
        file.left -= piece.len() as u64;
        if file.left == 0 && !(file.is_unchanged().await && file.ends_here().await) {
            // The last piece is held back, so that no server takes the mixture for a whole file.
            return (self, Some(Err(file.changed())));
        }
        file.report.sent(piece.len());
        if file.left > 0 {
            self.rest.push(Chunk::File(file));
        }
        (self, Some(Ok(piece)))
    }
}

impl OpenFile {
    async fn is_unchanged(&self) -> bool {
        match self.file.metadata().await {
            Ok(now) => self.stamp == Stamp { len: now.len(), modified: now.modified().ok() },
            Err(_) => false,
        }
    }

    /// Whether nothing comes after the length that the system told. What it says of its own files
    /// (those in `/proc`) is no length.
    async fn ends_here(&mut self) -> bool {
        matches!(self.file.read(&mut [0]).await, Ok(0))
    }

    fn changed(&self) -> Error {
        changed(&self.path).with_outcome(Outcome::Unknown)
    }
}

struct Report {
    progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
    attempt: u32,
    sent: u64,
    total: u64,
}

impl Report {
    fn sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
        if let Some(progress) = &self.progress {
            progress(Progress { sent: self.sent, total: self.total, attempt: self.attempt });
        }
    }
}

/// How much is read and handed over at a time.
const PIECE: usize = 64 * 1024;
