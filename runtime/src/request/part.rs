//! Parts of a multipart body.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;

use super::content::{Content, Progress, Source, to_content};
use crate::error::BoxError;

/// One part of a multipart body: a text, bytes, a file, or a stream.
///
/// A file is read while it is sent, 64 KiB at a time, and opened anew by each attempt; it is never
/// held in memory. If its length or modification time changes after the call has begun, the call
/// fails with [`Kind::Body`](crate::Kind::Body). A call with a file or a stream among its parts has no
/// [deadline](crate::Call::deadline) unless it sets one.
///
/// ```
/// use endpoint::Part;
///
/// let scan = Part::file("scan.pdf").content_type("application/pdf");
/// let note = Part::bytes(&b"two\nlines"[..]).file_name("note.txt");
/// # let _ = (scan, note);
/// ```
#[derive(Clone)]
pub struct Part {
    pub(crate) content: Content,
    pub(crate) file_name: Option<String>,
}

impl Part {
    /// A field of a form: UTF-8 text without a file name.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Content::text(text))
    }

    /// Bytes in memory, sent as `application/octet-stream`.
    #[must_use]
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Content::bytes(bytes))
    }

    /// The file at `path`, sent as `application/octet-stream` under its own name.
    ///
    /// Nothing is read until the call is awaited. A name that is not UTF-8 needs an explicit
    /// [`file_name`](Self::file_name).
    #[must_use]
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self::new(Content::file(path))
    }

    /// What a stream gives, sent as `application/octet-stream`. Each attempt calls `open` for a stream
    /// that begins at the beginning. Unless its [`length`](Self::length) is told the body goes out in
    /// chunks, which not every server takes.
    ///
    /// ```
    /// # use futures_util::stream;
    /// let part = endpoint::Part::stream(|| stream::iter([Ok::<_, std::io::Error>("a"), Ok("b")]));
    /// # let _ = part;
    /// ```
    #[must_use]
    pub fn stream<S, B, E>(open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::new(Content::stream(open))
    }

    /// What this one stream gives. As nothing can be read twice, it is sent once at most: a call that
    /// fails after an attempt has begun to read it is not made again.
    #[must_use]
    pub fn stream_once<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::new(Content::stream_once(stream))
    }

    fn new(content: Content) -> Self {
        Self { content, file_name: None }
    }

    /// How many bytes there are: a stream is then sent with a `Content-Length`. A part that turns out
    /// to have another length fails with [`Kind::Body`](crate::Kind::Body), and its last byte is held
    /// back, so that no server takes it for whole.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.content.length = Some(bytes);
        self
    }

    /// The file name that the server is told. Quotes and line breaks in it are percent-encoded
    /// (WHATWG multipart encoding), everything else goes out as UTF-8.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The part's media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content.content_type = Some(content_type.into());
        self
    }

    /// Calls `report` whenever another 64 KiB of the part have been handed to the connection, and at its
    /// end, on the task that sends. It must return quickly.
    #[must_use]
    pub fn progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.content.progress = Some(Arc::new(report));
        self
    }

    /// Holds the file to what it is when it is first sent, also in later calls that send a clone of this
    /// part: for code that calls again when an upload may have been lost.
    #[must_use]
    pub fn pinned(mut self) -> Self {
        self.content.pin.get_or_insert_default();
        self
    }

    /// The headers of the part, without the line that closes them.
    pub(crate) fn head(&self, name: &str) -> Result<String, String> {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        if let Some(file_name) = self.sent_file_name()? {
            head.push_str(&format!("; filename=\"{}\"", quoted(&file_name)));
        }
        let content_type = self.content.media_type();
        if let Some(content_type) = content_type {
            super::header_value(content_type).map_err(|what| format!("its content type {what}"))?;
            head.push_str("\r\nContent-Type: ");
            head.push_str(content_type);
        }
        Ok(head)
    }

    pub(crate) fn sent_file_name(&self) -> Result<Option<String>, String> {
        if self.file_name.is_some() {
            return Ok(self.file_name.clone());
        }
        match &self.content.source {
            Source::Text(_) => Ok(None),
            // A server tells files from fields by the presence of a name.
            Source::Bytes(_) | Source::Stream(_) => Ok(Some("file".to_owned())),
            Source::File(path) => match path.file_name().map(|name| name.to_str()) {
                Some(Some(name)) => Ok(Some(name.to_owned())),
                Some(None) => Err(format!(
                    "the name of {} is not UTF-8: give one with `file_name`",
                    path.display()
                )),
                None => Err(format!("{} names no file", path.display())),
            },
        }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Part");
        self.content.debug_fields(&mut out);
        out.field("file_name", &self.file_name).finish()
    }
}

impl PartialEq for Part {
    /// Whether both send the same; who is told of the progress does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.content.is_same(&other.content) && self.file_name == other.file_name
    }
}

/// A part and the name that it goes under.
#[derive(Clone, Debug)]
pub(crate) struct NamedPart {
    pub(crate) name: &'static str,
    pub(crate) part: Part,
}

/// The WHATWG encoding of names in multipart bodies (RFC 7578 §4.2 leaves it open).
pub(crate) fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value that can be a part of a multipart body: text, bytes or a [`Part`]. `None` of an `Option` is
/// not sent, and each element of a list is a part of its own under the same name. The content of a
/// [`Secret`](crate::Secret) is not shown.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a part of a multipart body",
    label = "is neither text, nor bytes, nor a `Part`",
    note = "a part is `&str`, `String`, `&[u8]`, `Vec<u8>`, `Bytes` or `endpoint::Part`, or an `Option` or a list of these"
)]
pub trait ToPart {
    /// The parts; none if there is nothing to send. Bytes that are borrowed are copied; a [`Bytes`] or a
    /// [`Part`] is shared.
    fn to_parts(&self) -> Vec<Part>;
}

to_content!(ToPart, to_parts -> Vec<Part>, one, Part);

fn one(part: Part) -> Vec<Part> {
    vec![part]
}

#[diagnostic::do_not_recommend]
impl<T: ToPart> ToPart for [T] {
    fn to_parts(&self) -> Vec<Part> {
        self.iter().flat_map(T::to_parts).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ToPart> ToPart for Vec<T> {
    fn to_parts(&self) -> Vec<Part> {
        self.as_slice().to_parts()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ToPart, const N: usize> ToPart for [T; N] {
    fn to_parts(&self) -> Vec<Part> {
        self.as_slice().to_parts()
    }
}
