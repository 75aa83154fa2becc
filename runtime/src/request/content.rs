//! What a part or a raw body consists of: text, bytes, a file or a stream.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_core::Stream;

use super::body::{Chunk, OpenStream, Report};
use super::file::{OpenFile, Stamp, changed, not_empty};
use super::stream::StreamSource;
use crate::error::{BoxError, Error, Kind, Outcome};

/// What is sent, and what is told of it.
#[derive(Clone)]
pub(crate) struct Content {
    pub(crate) source: Source,
    pub(crate) length: Option<u64>,
    pub(crate) content_type: Option<String>,
    pub(crate) progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
    pub(crate) pin: Option<Pin>,
    /// Whether it must not be shown.
    pub(crate) secret: bool,
}

/// The file as it was when it was first opened, for all clones of a content.
pub(crate) type Pin = Arc<OnceLock<Stamp>>;

#[derive(Clone)]
pub(crate) enum Source {
    Text(Bytes),
    Bytes(Bytes),
    File(PathBuf),
    Stream(StreamSource),
}

/// How much of a content has been handed to the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The bytes that this attempt has sent of it.
    pub sent: u64,
    /// The bytes that it has in all; of a stream whose length nobody has told, as many as have been
    /// sent.
    pub total: u64,
    /// Which attempt sends them, from 1. A new attempt begins at 0 bytes.
    pub attempt: u32,
}

impl Content {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::new(Source::Text(text.into().into()))
    }

    pub(crate) fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    pub(crate) fn file(path: impl AsRef<Path>) -> Self {
        Self::new(Source::File(path.as_ref().to_owned()))
    }

    pub(crate) fn stream<S, B, E>(open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::new(Source::Stream(StreamSource::opened(open)))
    }

    pub(crate) fn stream_once<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::new(Source::Stream(StreamSource::once(stream)))
    }

    fn new(source: Source) -> Self {
        Self { source, length: None, content_type: None, progress: None, pin: None, secret: false }
    }

    /// The same for all attempts of one call.
    pub(crate) fn for_all_attempts(mut self) -> Self {
        self.pin.get_or_insert_default();
        self
    }

    /// The content, if it is in memory.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Text(bytes) | Source::Bytes(bytes) => Some(bytes),
            Source::File(_) | Source::Stream(_) => None,
        }
    }

    /// How it is called on the wire; `None` if a text in a form needs no name for it.
    pub(crate) fn media_type(&self) -> Option<&str> {
        match (&self.content_type, &self.source) {
            (Some(content_type), _) => Some(content_type),
            (None, Source::Text(_)) => None,
            (None, Source::Bytes(_) | Source::File(_) | Source::Stream(_)) => {
                Some("application/octet-stream")
            }
        }
    }

    /// Whether it can be sent, or sent again.
    pub(crate) fn can_be_opened(&self) -> bool {
        match &self.source {
            Source::Stream(stream) => stream.can_be_opened(),
            Source::Text(_) | Source::Bytes(_) | Source::File(_) => true,
        }
    }

    /// Whether both send the same; who is told of the progress does not matter.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let same_source = match (&self.source, &other.source) {
            (Source::Text(a), Source::Text(b)) | (Source::Bytes(a), Source::Bytes(b)) => a == b,
            (Source::File(a), Source::File(b)) => a == b,
            (Source::Stream(a), Source::Stream(b)) => a.is_same(b),
            _ => false,
        };
        same_source && self.content_type == other.content_type && self.length == other.length
    }

    /// What one attempt sends, and how long that is, where it is known. Files and streams are opened
    /// here, and read if they are said to be empty: no transport reads a body without a length.
    pub(super) async fn open(&self, attempt: u32) -> Result<(Chunk, Option<u64>), Error> {
        let report = |total| Report::new(self.progress.clone(), attempt, total);
        match &self.source {
            Source::Text(bytes) | Source::Bytes(bytes) => {
                let len = bytes.len() as u64;
                self.check_length(len, &"the content")?;
                let mut report = report(Some(len));
                if len == 0 {
                    report.sent(0);
                    return Ok((Chunk::Bytes(Bytes::new()), Some(0)));
                }
                Ok((Chunk::Content(bytes.clone(), report), Some(len)))
            }
            Source::File(path) => {
                let file = OpenFile::open(path.clone(), report).await?;
                let len = file.len();
                let first = self.pin.as_ref().map(|pin| pin.get_or_init(|| file.stamp().clone()));
                if first.is_some_and(|first| first != file.stamp()) {
                    return Err(changed(path));
                }
                self.check_length(len, &path.display())?;
                if len == 0 {
                    // What the system says of its own files (those in `/proc`) is no length.
                    file.read(0).await.map_err(|_| not_empty(path))?;
                    return Ok((Chunk::Bytes(Bytes::new()), Some(0)));
                }
                Ok((Chunk::File(file), Some(len)))
            }
            Source::Stream(stream) => {
                let Some(pieces) = stream.open() else {
                    let what = "the stream to be sent has been taken by an earlier attempt or call, and \
                                can't be opened again";
                    return Err(Error::new(Kind::Body, Outcome::NotDone, what));
                };
                let mut stream = OpenStream::new(pieces, self.length, report(self.length));
                if self.length == Some(0) {
                    stream.expect_empty().await?;
                    return Ok((Chunk::Bytes(Bytes::new()), Some(0)));
                }
                Ok((Chunk::Stream(stream), self.length))
            }
        }
    }

    fn check_length(&self, len: u64, what: &dyn fmt::Display) -> Result<(), Error> {
        match self.length {
            Some(length) if length != len => {
                let what = format!("{what} has {len} bytes, where {length} are announced");
                Err(Error::new(Kind::Body, Outcome::NotDone, what))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Content");
        self.debug_fields(&mut out);
        out.finish()
    }
}

impl Content {
    pub(crate) fn debug_fields(&self, out: &mut fmt::DebugStruct<'_, '_>) {
        match &self.source {
            Source::Text(text) => out.field("text_bytes", &text.len()),
            Source::Bytes(bytes) => out.field("bytes", &bytes.len()),
            Source::File(path) => out.field("file", path),
            Source::Stream(_) => out.field("stream_bytes", &self.length),
        };
        out.field("content_type", &self.content_type);
    }
}

/// Implements `ToPart` or `ToBody` for what they are made of: text, bytes, the type itself, and what
/// holds, hides or may lack one of these.
macro_rules! to_content {
    ($trait:ident, $method:ident -> $made:ty, $one:path, $content:ident) => {
        $crate::request::content::to_content! {
            $trait, $method -> $made;
            $content => |content: &$content| $one(content.clone());
            str => |text: &str| $one($content::text(text));
            String => |text: &String| $one($content::text(text));
            [u8] => |bytes: &[u8]| $one($content::bytes(bytes.to_owned()));
            Vec<u8> => |bytes: &Vec<u8>| $one($content::bytes(bytes.clone()));
            bytes::Bytes => |bytes: &bytes::Bytes| $one($content::bytes(bytes.clone()));
        }
        $crate::request::content::to_content! {
            $trait, $method -> $made, &T, Box<T>, std::rc::Rc<T>, std::sync::Arc<T>
        }

        #[diagnostic::do_not_recommend]
        impl<const N: usize> $trait for [u8; N] {
            fn $method(&self) -> $made {
                self.as_slice().$method()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: $trait + ToOwned + ?Sized> $trait for std::borrow::Cow<'_, T> {
            fn $method(&self) -> $made {
                (**self).$method()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: $trait> $trait for $crate::Secret<T> {
            fn $method(&self) -> $made {
                let mut made = self.expose().$method();
                made.iter_mut().for_each(|made| made.content.secret = true);
                made
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: $trait> $trait for Option<T> {
            fn $method(&self) -> $made {
                self.as_ref().map(T::$method).unwrap_or_default()
            }
        }
    };
    ($trait:ident, $method:ident -> $made:ty; $($of:ty => $make:expr;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl $trait for $of {
                fn $method(&self) -> $made {
                    ($make)(self)
                }
            }
        )*
    };
    ($trait:ident, $method:ident -> $made:ty, $($holder:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<T: $trait + ?Sized> $trait for $holder {
                fn $method(&self) -> $made {
                    (**self).$method()
                }
            }
        )*
    };
}

pub(crate) use to_content;
