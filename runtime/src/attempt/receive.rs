//! The body of a response, read within its limits.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use tokio::time::Instant;

use super::{Clock, Failure, Struck};
use crate::disk::on_disk;
use crate::error::{Kind, Outcome};
use crate::request::Prepared;
use crate::transport::{Incoming, IncomingBody};
use crate::value::Delivery;

/// What came after the head of a response.
#[derive(Default)]
pub(super) struct Read {
    pub(super) body: Bytes,
    /// Whether the body is still to be read.
    pub(super) is_open: bool,
    pub(super) failure: Option<Failure>,
}

impl Read {
    fn failed(failure: Failure) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }
}

/// Reads what comes after the head of a response.
pub(super) async fn receive(
    incoming: &mut Incoming,
    request: &Prepared,
    clock: &Clock,
    started: Instant,
) -> Read {
    let Incoming { status, headers, version, body } = incoming;
    if !request.limits.expects(*status) {
        // What a failed status says in its body helps, but must not hide the status.
        let clock = Clock { limit: clock.limit.min(ERROR_BODY_TIME), ..*clock };
        let mut kept = Kept::default();
        let _ = clock.race(Instant::now(), collect(body, ERROR_BODY, &mut kept)).await;
        return Read { body: kept.all(), ..Read::default() };
    }
    let limit = request.limits.max_body;
    let discarded = matches!(request.delivery, Delivery::Discarded);
    if has_body(&request.method, *status)
        && let Some(failure) = unfit(headers, limit)
    {
        // A body that nobody wants can't be missed.
        return if discarded { Read::default() } else { Read::failed(failure) };
    }
    match &request.delivery {
        Delivery::Stream => Read { is_open: true, ..Read::default() },
        Delivery::File(path) => match not_a_whole_file(*status, headers, *version) {
            Some(what) => Read::failed(Failure::of_response(Kind::Protocol, what)),
            None => {
                let written = Box::pin(write_to(path, body, limit, clock)).await;
                Read { failure: written.err(), ..Read::default() }
            }
        },
        Delivery::Discarded => {
            // It is read for the connection, which can be used again then.
            let _ = clock.race(started, discard(body, limit)).await;
            Read::default()
        }
        Delivery::Whole => {
            let mut kept = Kept::default();
            let failure = match clock.race(started, collect(body, limit, &mut kept)).await {
                Ok(Ok(())) => None,
                Ok(Err(Stopped::TooLarge)) => Some(too_large(limit)),
                Ok(Err(Stopped::Failed(failure))) => Some(broke_off(kept.len() as u64, failure)),
                Err(struck) => Some(still_coming(kept.len() as u64, struck)),
            };
            Read { body: kept.all(), failure, is_open: false }
        }
    }
}

enum Stopped {
    TooLarge,
    Failed(Failure),
}

/// Reads the body into `kept`, up to `limit` bytes.
async fn collect(body: &mut IncomingBody, limit: u64, kept: &mut Kept) -> Result<(), Stopped> {
    while let Some(chunk) = body.chunk().await.map_err(Stopped::Failed)? {
        if (kept.len() as u64).saturating_add(chunk.len() as u64) > limit {
            return Err(Stopped::TooLarge);
        }
        kept.add(chunk, limit);
    }
    Ok(())
}

/// Reads up to `limit` bytes of the body, and keeps none.
async fn discard(body: &mut IncomingBody, limit: u64) {
    let mut left = limit;
    while let Ok(Some(chunk)) = body.chunk().await {
        let Some(less) = left.checked_sub(chunk.len() as u64) else { return };
        left = less;
    }
}

/// Writes the body to a new file at `path`.
async fn write_to(
    path: &Path,
    body: &mut IncomingBody,
    limit: u64,
    clock: &Clock,
) -> Result<(), Failure> {
    let path = path.to_owned();
    let file = on_disk(move || File::create(path)).await.flatten().map_err(Failure::of_file)?;
    let mut writing = Writing { file: Arc::new(file), last: None };
    let written = write(body, limit, &mut writing, clock).await;
    // A write that is still under way must not meet with those of the next attempt.
    written.and(writing.end().await)
}

/// Writes the body as it comes. How long that takes depends on its size, so what is limited is the time in
/// which no byte comes.
async fn write(
    body: &mut IncomingBody,
    limit: u64,
    writing: &mut Writing,
    clock: &Clock,
) -> Result<(), Failure> {
    let mut len = 0_u64;
    loop {
        let chunk = match clock.race(Instant::now(), body.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(failure)) => return Err(broke_off(len, failure)),
            Err(struck) => return Err(still_coming(len, struck)),
        };
        len = len.saturating_add(chunk.len() as u64);
        if len > limit {
            return Err(too_large(limit));
        }
        match clock.race(Instant::now(), writing.end()).await {
            Ok(written) => written?,
            Err(_) => return Err(Failure::of_file(io::ErrorKind::TimedOut.into())),
        }
        writing.begin(chunk);
    }
}

/// A file that is written to while more of the body comes.
struct Writing {
    file: Arc<File>,
    last: Option<Pin<Box<dyn Future<Output = io::Result<()>> + Send + Sync>>>,
}

impl Writing {
    fn begin(&mut self, chunk: Bytes) {
        let file = Arc::clone(&self.file);
        let written = on_disk(move || (&*file).write_all(&chunk));
        self.last = Some(Box::pin(async { written.await.flatten() }));
    }

    /// Waits for the last write. Dropped, it loses nothing.
    async fn end(&mut self) -> Result<(), Failure> {
        let Some(last) = &mut self.last else { return Ok(()) };
        let written = last.await;
        self.last = None;
        written.map_err(Failure::of_file)
    }
}

pub(crate) fn too_large(limit: u64) -> Failure {
    let what = format!("the response is larger than the limit of {limit} bytes");
    Failure::of_response(Kind::TooLarge, what)
}

pub(crate) fn broke_off(len: u64, failure: Failure) -> Failure {
    if failure.kind == Kind::Decode {
        return Failure { outcome: Outcome::Done, ..failure };
    }
    Failure {
        outcome: Outcome::Done,
        what: format!("the response broke off after {len} bytes: {}", failure.what),
        ..failure
    }
}

pub(crate) fn still_coming(len: u64, struck: Struck) -> Failure {
    let what = format!("the response was still coming after {len} bytes");
    Failure { outcome: Outcome::Done, ..struck.failure(&what) }
}

/// Whether anything comes after such a head (RFC 9112 §6.3). Where nothing does, the length and the
/// encoding that it tells are those of what another request would get.
pub(crate) fn has_body(method: &Method, status: StatusCode) -> bool {
    method != Method::HEAD && !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
}

/// Why the body that a head announces is not begun with.
fn unfit(headers: &HeaderMap, limit: u64) -> Option<Failure> {
    // A head has few headers: to pass over them takes less than to look two of them up.
    for (name, value) in headers {
        if *name == CONTENT_ENCODING
            && let Some(what) = foreign_encoding(value)
        {
            return Some(Failure::of_response(Kind::Decode, what));
        }
        if *name == CONTENT_LENGTH && length(value).is_some_and(|len| len > limit) {
            return Some(too_large(limit));
        }
    }
    None
}

/// How many bytes the head announces.
pub(crate) fn content_length(headers: &HeaderMap) -> Option<u64> {
    length(headers.get(CONTENT_LENGTH)?)
}

fn length(value: &HeaderValue) -> Option<u64> {
    value.to_str().ok()?.parse().ok()
}

fn foreign_encoding(value: &HeaderValue) -> Option<String> {
    let encoding = value.to_str().unwrap_or("?").trim();
    let foreign = !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity");
    foreign.then(|| format!("the body is encoded as `{encoding}`, which was not asked for"))
}

/// Why a response can't be taken for a whole file, though it may come to an end.
fn not_a_whole_file(status: StatusCode, headers: &HeaderMap, version: Version) -> Option<String> {
    if status != StatusCode::OK {
        return Some(format!("the server answered {status}, not with a whole file"));
    }
    let open = version < Version::HTTP_2
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING);
    open.then(|| "the server does not say how long the file is, so a part would look whole".into())
}

/// A body as far as it has arrived.
///
/// Most come in one piece, which is kept as it is. Of the others no more room is taken than the limit
/// allows, however much is doubled: while the room grows, less than twice the limit is held.
#[derive(Default)]
struct Kept {
    whole: Bytes,
    grown: Vec<u8>,
}

impl Kept {
    fn len(&self) -> usize {
        self.whole.len() + self.grown.len()
    }

    fn add(&mut self, chunk: Bytes, limit: u64) {
        if self.len() == 0 {
            self.whole = chunk;
            return;
        }
        let whole = std::mem::take(&mut self.whole);
        let len = self.grown.len() + whole.len() + chunk.len();
        if len > self.grown.capacity() {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let room = len.saturating_mul(2).min(limit).max(len);
            self.grown.reserve_exact(room - self.grown.len());
        }
        self.grown.extend_from_slice(&whole);
        self.grown.extend_from_slice(&chunk);
    }

    fn all(self) -> Bytes {
        if self.grown.is_empty() { self.whole } else { self.grown.into() }
    }
}

/// How much of an error body is read; what goes beyond is not waited for.
const ERROR_BODY: u64 = 1024 * 1024;
/// How long an error body may take.
const ERROR_BODY_TIME: Duration = Duration::from_secs(5);
