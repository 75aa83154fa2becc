//! What an endpoint can return.

use std::any::{Any, TypeId};
use std::path::PathBuf;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::byte_stream::ByteStream;
use crate::decode::{self, Slot, Undecodable};
use crate::error::Result;
use crate::response::Raw;

/// What a [`Call`](crate::Call) can return.
///
/// - any type that deserializes: the body, read as JSON
/// - `()`: any 2xx will do, and the body is ignored
/// - `Option<T>` of such a type: `None` for `null`, for an empty body or a 204
/// - `String`: the body as text, which must be UTF-8
/// - [`Bytes`]: the body as it came
/// - `Option<String>`, `Option<Bytes>`: the same; `None` for an empty body or a 204
/// - [`ByteStream`]: the body as it comes, in pieces
/// - [`WithHeaders<T>`]: any of these, with the status and the headers
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a response",
    label = "is no type that is `Deserialize`, owns its data and is `Send`",
    note = "derive it, on `{Self}` or on what is in it: `#[derive(serde::Deserialize)]`",
    note = "a response whose body does not matter is a `Call<()>`"
)]
pub trait Value: Sized + Send + 'static {
    #[doc(hidden)]
    fn __form() -> Form;
    #[doc(hidden)]
    fn __decode(raw: &Raw) -> Result<Self>;
}

/// A value that can be had without a body: of the answer to a HEAD, or of a 204.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a response without a body",
    label = "needs a body",
    note = "the answer to a HEAD has no body, nor has a 204, 205 or 304: return `Call<()>`, `Call<WithHeaders<()>>` or `Call<Option<…>>`"
)]
pub trait EmptyValue: Value {}

#[diagnostic::do_not_recommend]
impl EmptyValue for () {}

#[diagnostic::do_not_recommend]
impl<T> EmptyValue for Option<T> where Option<T>: Value {}

#[diagnostic::do_not_recommend]
impl<T: EmptyValue> EmptyValue for WithHeaders<T> {}

/// What becomes of the body of a response.
#[derive(Clone, Debug, Default)]
pub(crate) enum Delivery {
    /// It is read, and kept in memory.
    #[default]
    Whole,
    /// Nobody wants it.
    Discarded,
    /// It is written to a file as it comes.
    File(PathBuf),
    /// The caller reads it as it comes.
    Stream,
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send + 'static> Value for T {
    fn __form() -> Form {
        Form::of(TypeId::of::<T>())
    }

    fn __decode(raw: &Raw) -> Result<Self> {
        let mut value = None::<T>;
        // After an error there may be a value, of a part of the text.
        match fill(&mut value, raw) {
            Ok(()) => value.ok_or_else(|| raw.unreadable(Undecodable::new("there is no value"))),
            Err(no) => Err(raw.unreadable(no)),
        }
    }
}

/// How a body is read. The types that are not JSON implement `Deserialize` too, so they are told
/// apart by what they are, not by another impl.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "only the runtime reads it")]
pub enum Form {
    Json,
    Nothing,
    Text,
    Bytes,
    Stream,
}

impl Form {
    fn of(kind: TypeId) -> Self {
        if kind == TypeId::of::<()>() {
            Self::Nothing
        } else if kind == TypeId::of::<String>() || kind == TypeId::of::<Option<String>>() {
            Self::Text
        } else if kind == TypeId::of::<Bytes>() || kind == TypeId::of::<Option<Bytes>>() {
            Self::Bytes
        } else {
            Self::Json
        }
    }

    pub(crate) fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain, */*",
            Self::Nothing | Self::Bytes | Self::Stream => "*/*",
        }
    }

    pub(crate) fn delivery(self) -> Delivery {
        match self {
            Self::Nothing => Delivery::Discarded,
            Self::Json | Self::Text | Self::Bytes => Delivery::Whole,
            Self::Stream => Delivery::Stream,
        }
    }
}

/// Fills `slot` with what came. It is compiled once, not with each type.
fn fill(slot: &mut dyn Slot, raw: &Raw) -> Result<(), Undecodable> {
    let any: &mut dyn Any = slot;
    if let Some(slot) = any.downcast_mut() {
        *slot = Some(());
        return Ok(());
    }
    let body = raw.in_memory()?;
    let there = raw.status() != StatusCode::NO_CONTENT && !body.is_empty();
    if let Some(slot) = any.downcast_mut() {
        *slot = Some(body.clone());
    } else if let Some(slot) = any.downcast_mut() {
        *slot = Some(there.then(|| body.clone()));
    } else if let Some(slot) = any.downcast_mut() {
        *slot = Some(text(body)?);
    } else if let Some(slot) = any.downcast_mut() {
        *slot = Some(if there { Some(text(body)?) } else { None });
    } else {
        decode::json(slot, raw)?;
    }
    Ok(())
}

fn text(body: &Bytes) -> Result<String, Undecodable> {
    String::from_utf8(body.to_vec()).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Undecodable::new(format!("the response is not UTF-8 from byte {at} on, where text is due"))
    })
}

/// A value, with the status and the headers that it came with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WithHeaders<T> {
    /// The value.
    pub value: T,
    /// The status: a 2xx, or the one that the endpoint declares with `expect`.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
}

impl<T> WithHeaders<T> {
    /// What a mock of an endpoint returns.
    ///
    /// ```
    /// use endpoint::{Call, WithHeaders};
    /// use http::{HeaderMap, HeaderValue, StatusCode};
    ///
    /// let headers = HeaderMap::from_iter([(http::header::AGE, HeaderValue::from(7))]);
    /// let call = Call::ready(WithHeaders::new((), StatusCode::OK, headers));
    /// # let _ = call;
    /// ```
    #[must_use]
    pub fn new(value: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self { value, status, headers }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Value for WithHeaders<T> {
    fn __form() -> Form {
        T::__form()
    }

    fn __decode(raw: &Raw) -> Result<Self> {
        let value = T::__decode(raw)?;
        Ok(Self { value, status: raw.status(), headers: raw.headers().clone() })
    }
}

#[diagnostic::do_not_recommend]
impl Value for ByteStream {
    fn __form() -> Form {
        Form::Stream
    }

    fn __decode(raw: &Raw) -> Result<Self> {
        raw.stream().map_err(|no| raw.unreadable(no))
    }
}
