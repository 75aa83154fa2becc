//! Uploading many files, each once.

use std::collections::HashMap;
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use endpoint::{Error, Kind, Outcome, Part, Progress};
use futures_core::Stream;
use futures_util::stream::{StreamExt, iter};

use super::{
    DirectoryFile, DirectoryFileEndpoints, DirectoryFileListParams, DirectoryFileUploadParams,
    UploadError,
};
use crate::documents::{Document, NAMELESS, Names, Source};
use crate::emit::{Emitter, Emitting, Step};
use crate::settle::SETTLE;

/// Documents that are to be uploaded; see [`LlamaCloud::upload_all`](crate::LlamaCloud::upload_all).
/// Await it for what became of all, or take the [`stream`](Self::stream).
#[must_use = "nothing is sent until it is awaited"]
pub struct UploadAll<'a> {
    documents: Box<dyn Iterator<Item = Document> + Send + 'a>,
    uploader: Uploader<'a>,
    at_once: usize,
}

/// What became of one document of an [`UploadAll`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Upload {
    /// The name of the document.
    pub name: String,
    /// What tells it from all others in the directory: its name, with a number where another document
    /// has that.
    pub unique_id: String,
    /// What became of it.
    pub fate: UploadFate,
}

/// What became of a document that was to be uploaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum UploadFate {
    /// It is in the directory.
    Sent(Box<DirectoryFile>),
    /// The directory had a file of its `unique_id` before, so it was not sent.
    Present {
        /// The id of that file.
        id: String,
    },
    /// It could not be uploaded, or nobody can tell whether it was.
    Failed(UploadError),
    /// There is something of that name that can't be read, for this reason.
    Unreadable(String),
    /// It was not tried any more, as what failed another would have failed it too.
    NotTried,
}

impl UploadFate {
    /// The id of the file in the directory, if it is there.
    #[must_use]
    pub fn file_id(&self) -> Option<&str> {
        match self {
            Self::Sent(file) => Some(&file.id),
            Self::Present { id } => Some(id),
            Self::Failed(_) | Self::Unreadable(_) | Self::NotTried => None,
        }
    }
}

impl<'a> UploadAll<'a> {
    pub(crate) fn new(
        files: &'a dyn DirectoryFileEndpoints,
        directory_id: &str,
        documents: impl Iterator<Item = Document> + Send + 'a,
    ) -> Self {
        let uploader = Uploader::new(files, directory_id.to_owned());
        Self { documents: Box::new(documents), uploader, at_once: UPLOADS_AT_ONCE }
    }

    /// How many are uploaded at once at most; 16 if not set. Beyond it the client's own limit holds.
    pub fn at_once(mut self, uploads: usize) -> Self {
        self.at_once = uploads.max(1);
        self
    }

    /// How long to look for a file whose answer was lost; 15 s if not set.
    pub fn settle(mut self, settle: Duration) -> Self {
        self.uploader.settle = settle;
        self
    }

    /// Calls `report` with the bytes that were sent so far, of all documents together, whenever there are
    /// more; with fewer when an upload begins anew. It must return quickly.
    pub fn progress(mut self, report: impl Fn(u64) + Send + Sync + 'static) -> Self {
        self.uploader.sent = Arc::new(Sent::new(report));
        self
    }

    /// What becomes of each document, as it comes.
    pub fn stream(self) -> Uploads<'a> {
        Uploads(Emitting::new(|emitter| self.run(emitter)))
    }

    async fn run(self, emitter: Emitter<Upload>) -> Result<(), Error> {
        let Self { documents, uploader, at_once } = self;
        let present = uploader.present().await?;
        let (present, uploader, emitter) = (&present, &uploader, &emitter);
        let mut names = Names::default();
        let health = &Health::new(at_once);
        let uploads = documents.map(|document| {
            let unique_id = names.free(document.name());
            async move {
                let fate = match present.get(&unique_id) {
                    Some(id) => UploadFate::Present { id: id.as_ref().into() },
                    None if health.is_failing() => UploadFate::NotTried,
                    None => uploader.upload(&document, &unique_id).await,
                };
                health.note(&fate);
                let (name, unique_id) = (document.name().to_owned(), unique_id.into());
                emitter.emit(Upload { name, unique_id, fate });
            }
        });
        iter(uploads).buffer_unordered(at_once).collect::<()>().await;
        Ok(())
    }
}

impl<'a> IntoFuture for UploadAll<'a> {
    type Output = Result<Vec<Upload>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut uploads = self.stream();
        Box::pin(async move {
            let mut all = Vec::new();
            while let Some(upload) = uploads.next().await {
                all.push(upload?);
            }
            Ok(all)
        })
    }
}

impl fmt::Debug for UploadAll<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadAll")
            .field("directory_id", &self.uploader.directory_id)
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}

/// A stream of what becomes of documents that are uploaded, in the order in which it does; see
/// [`UploadAll::stream`].
///
/// Every document comes once. An error, if the directory can't be listed, comes first and alone.
#[must_use = "a stream does nothing until it is polled"]
pub struct Uploads<'a>(Emitting<'a, Upload, Result<(), Error>>);

impl Uploads<'_> {
    /// The next document; `None` after the last. The stream itself, for code that needs no `StreamExt`.
    pub async fn next(&mut self) -> Option<Result<Upload, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Uploads<'_> {
    type Item = Result<Upload, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_step(context).map(|step| match step? {
            Step::Event(upload) => Some(Ok(upload)),
            Step::End(Ok(())) => None,
            Step::End(Err(error)) => Some(Err(error)),
        })
    }
}

impl fmt::Debug for Uploads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Uploads(..)")
    }
}

/// Uploads documents into a directory, one at a time.
pub(crate) struct Uploader<'a> {
    pub(crate) files: &'a dyn DirectoryFileEndpoints,
    pub(crate) directory_id: String,
    pub(crate) settle: Duration,
    pub(crate) sent: Arc<Sent>,
}

impl<'a> Uploader<'a> {
    pub(crate) fn new(files: &'a dyn DirectoryFileEndpoints, directory_id: String) -> Self {
        Self { files, directory_id, settle: SETTLE, sent: Arc::new(Sent::new(|_| ())) }
    }

    /// The files that the directory has: their `unique_id`s and ids.
    pub(crate) async fn present(&self) -> Result<HashMap<Box<str>, Box<str>>, Error> {
        let params = DirectoryFileListParams::default();
        let mut files = self.files.list(&self.directory_id, &params).items();
        let mut present = HashMap::new();
        while let Some(file) = files.next().await {
            let DirectoryFile { id, unique_id, .. } = file?;
            present.insert(unique_id.into(), id.into());
        }
        Ok(present)
    }

    pub(crate) async fn upload(&self, document: &Document, unique_id: &str) -> UploadFate {
        let part = match document.source() {
            Source::File(path) => Part::file(path),
            Source::Part(part) => (**part).clone(),
            Source::Unreadable(why) => return UploadFate::Unreadable(why.as_ref().into()),
        };
        let file_name = document.name().rsplit('/').find(|name| !name.is_empty());
        let sent = Arc::clone(&self.sent);
        let counted = AtomicU64::new(0);
        let part = part
            .file_name(file_name.unwrap_or(NAMELESS))
            .progress(move |progress| sent.count(&counted, progress));
        let params = DirectoryFileUploadParams::builder()
            .upload_file(part)
            // Its name, unless another document has that: items bear it, and are told apart by it.
            .display_name(unique_id)
            .unique_id(unique_id)
            .build();
        let upload = self.files.upload_once(&self.directory_id, &params).settle(self.settle);
        match upload.await {
            Ok(file) => UploadFate::Sent(Box::new(file)),
            // There is one of its `unique_id`, which may have come since the directory was listed.
            Err(error) if error.error().is_some_and(is_conflict) => {
                match self.find(unique_id).await {
                    Ok(Some(id)) => UploadFate::Present { id },
                    Ok(None) | Err(_) => UploadFate::Failed(error),
                }
            }
            Err(error) => UploadFate::Failed(error),
        }
    }

    /// The id of the file of this `unique_id`, if the directory has one.
    async fn find(&self, unique_id: &str) -> Result<Option<String>, Error> {
        let params = DirectoryFileListParams::builder().unique_id(unique_id).build();
        let mut files = self.files.list(&self.directory_id, &params).items();
        while let Some(file) = files.next().await {
            let file = file?;
            // A service that does not know the parameter shows other files too.
            if file.unique_id == unique_id {
                return Ok(Some(file.id));
            }
        }
        Ok(None)
    }
}

fn is_conflict(error: &Error) -> bool {
    error.status().is_some_and(|status| status == 409)
}

/// How many bytes have been sent, of all documents together.
pub(crate) struct Sent {
    bytes: AtomicU64,
    report: Box<dyn Fn(u64) + Send + Sync>,
}

impl Sent {
    pub(crate) fn new(report: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self { bytes: AtomicU64::new(0), report: Box::new(report) }
    }

    /// Counts what an upload has sent, of which so much is `counted`. An attempt begins from zero, and
    /// takes back what the one before it had.
    fn count(&self, counted: &AtomicU64, progress: Progress) {
        let before = counted.swap(progress.sent, Ordering::Relaxed);
        let change = progress.sent.wrapping_sub(before);
        let bytes = self.bytes.fetch_add(change, Ordering::Relaxed).wrapping_add(change);
        (self.report)(bytes);
    }
}

/// Whether uploading the next document has a chance.
pub(crate) struct Health {
    failed: AtomicBool,
    in_a_row: AtomicUsize,
    most_in_a_row: usize,
}

impl Health {
    pub(crate) fn new(at_once: usize) -> Self {
        // Those that were under way together fail together, which says little about the next.
        let most_in_a_row = at_once.saturating_add(FAILURES_IN_A_ROW);
        Self { failed: AtomicBool::new(false), in_a_row: AtomicUsize::new(0), most_in_a_row }
    }

    pub(crate) fn is_failing(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    pub(crate) fn note(&self, fate: &UploadFate) {
        match fate {
            UploadFate::Sent(_) => self.in_a_row.store(0, Ordering::Relaxed),
            UploadFate::Failed(error) => match reach_of(error) {
                Reach::ThisFile => {}
                Reach::All => self.failed.store(true, Ordering::Relaxed),
                Reach::Perhaps => {
                    let in_a_row = self.in_a_row.fetch_add(1, Ordering::Relaxed) + 1;
                    if in_a_row > self.most_in_a_row {
                        self.failed.store(true, Ordering::Relaxed);
                    }
                }
            },
            UploadFate::Present { .. } | UploadFate::Unreadable(_) | UploadFate::NotTried => {}
        }
    }
}

/// Whom an error concerns.
enum Reach {
    ThisFile,
    /// It may be this file, or a service that is down.
    Perhaps,
    All,
}

fn reach_of(error: &UploadError) -> Reach {
    // A service that can't even be asked for a list.
    if error.look_error().is_some() {
        return Reach::All;
    }
    let Some(of_call) = error.error() else { return Reach::ThisFile };
    let status = of_call.status().map(|status| status.as_u16());
    match (of_call.kind(), status) {
        (Kind::Body | Kind::Build, _) => Reach::ThisFile,
        (Kind::Status, Some(400 | 409 | 413 | 415 | 422)) => Reach::ThisFile,
        _ if error.outcome() != Outcome::NotDone => Reach::Perhaps,
        _ => Reach::All,
    }
}

pub(crate) const UPLOADS_AT_ONCE: usize = 16;
const FAILURES_IN_A_ROW: usize = 8;
