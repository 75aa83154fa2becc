//! Bodies that go out as they are.

use std::fmt;
use std::path::Path;

use bytes::Bytes;
use futures_core::Stream;

use super::content::{Content, Progress, to_content};
use crate::error::BoxError;

/// A body that goes out as it is: a text, bytes, a file, or a stream. An argument with the role
/// `#[body(raw)]` takes it.
///
/// An attempt may take as long as it needs to send it, provided that bytes keep moving: the timeout is
/// how long none may. A file or a stream is read while it is sent, and never held in memory; such an
/// upload has no [deadline](crate::Call::deadline) unless the call sets one. A text and bytes in memory
/// keep the client's.
///
/// ```
/// use endpoint::{Body, Call, Client, Endpoints, endpoint};
///
/// trait Images: Endpoints {
///     #[endpoint(put = "/images/{id}")]
///     fn replace(&self, id: &str, #[body(raw)] image: Body) -> Call<()>;
/// }
///
/// impl Images for Client {}
///
/// # fn example(client: Client) {
/// let call = client.replace("7", Body::file("scan.png").content_type("image/png"));
/// # let _ = call;
/// # }
/// ```
#[derive(Clone)]
pub struct Body {
    pub(crate) content: Content,
}

impl Body {
    /// A text, sent as `text/plain; charset=utf-8`.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { content: Content::text(text) }
    }

    /// Bytes in memory, sent as `application/octet-stream`.
    #[must_use]
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self { content: Content::bytes(bytes) }
    }

    /// The file at `path`, sent as `application/octet-stream`. Nothing is read until the call is
    /// awaited; each attempt opens it anew. If it changes after the call has begun, the call fails with
    /// [`Kind::Body`](crate::Kind::Body).
    #[must_use]
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self { content: Content::file(path) }
    }

    /// What a stream gives, sent as `application/octet-stream`. Each attempt calls `open` for a stream
    /// that begins at the beginning. It goes out in chunks, unless its [`length`](Self::length) is told.
    ///
    /// ```
    /// # use futures_util::stream;
    /// let body = endpoint::Body::stream(|| stream::iter([Ok::<_, std::io::Error>("a"), Ok("b")]));
    /// # let _ = body;
    /// ```
    #[must_use]
    pub fn stream<S, B, E>(open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self { content: Content::stream(open) }
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
        Self { content: Content::stream_once(stream) }
    }

    /// The media type. It wins over a `content-type` that the endpoint declares, be it fixed or an
    /// argument, and loses to one that the call sets.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content.content_type = Some(content_type.into());
        self
    }

    /// How many bytes there are: a stream is then sent with a `Content-Length`. A body that turns out
    /// to have another length fails with [`Kind::Body`](crate::Kind::Body), and its last byte is held
    /// back, so that no server takes it for whole.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.content.length = Some(bytes);
        self
    }

    /// Calls `report` whenever another 64 KiB of the body have been handed to the connection, and at its
    /// end, on the task that sends. It must return quickly.
    #[must_use]
    pub fn progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.content.progress = Some(std::sync::Arc::new(report));
        self
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Body");
        self.content.debug_fields(&mut out);
        out.finish()
    }
}

impl PartialEq for Body {
    /// Whether both send the same; who is told of the progress does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.content.is_same(&other.content)
    }
}

/// A value that can be a raw body; `None` of an `Option` is no body, and a [`Secret`](crate::Secret) is
/// not shown.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a raw body",
    label = "is neither text, nor bytes, nor a `Body`",
    note = "a raw body is `&str`, `String`, `&[u8]`, `Vec<u8>`, `Bytes` or `endpoint::Body`, or an `Option` of one of these",
    note = "a value that is to be sent as JSON takes the role `#[body]`"
)]
pub trait ToBody {
    /// The body; `None` if there is nothing to send. What is borrowed is copied; [`Bytes`] and a
    /// [`Body`] are shared.
    fn to_body(&self) -> Option<Body>;
}

to_content!(ToBody, to_body -> Option<Body>, Some, Body);
