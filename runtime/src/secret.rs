//! Values that must not be shown.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use self::names::names_a_secret;
pub(crate) use self::noting::{hiding, marking, noting};
pub(crate) use self::redact::Secrets;

mod json;
mod names;
mod noting;
mod redact;
mod shown;
mod spelled;
mod texts;

/// A value that is sent but never shown: `Debug` and `Display` print `[redacted]`.
///
/// It serializes as the value itself, since that is what the server needs, and can have every role of a
/// parameter. While a request is built, the runtime takes note of every secret that goes into it:
///
/// - Where the request is shown ([`Preview`](crate::Preview), [`SentRequest`](crate::SentRequest),
///   `Debug` of a call) `[redacted]` stands in its place, whatever it is: a text of any length, a
///   number, a boolean, a list, a struct. A header is marked sensitive, so that HTTP/2 does not index it.
///   Of a [`Part`](crate::Part) or a [`Body`](crate::Body) it is the content that is hidden, not the
///   name of its file.
/// - In what the server says its texts and numbers are replaced too, in whatever spelling they come
///   back, as are the keys of a map; of a struct the names of the fields are not. JSON stays JSON: a
///   number that is the secret becomes the text `[redacted]`.
///
/// One of less than 4 bytes is replaced in the server's words only where it stands as a word of its own,
/// and in numbers and names not at all: to take every `7` out of an answer would leave nothing of it to
/// be read, and show what was taken out. The same goes for booleans, which are not replaced there.
///
/// ```
/// let key = endpoint::Secret::<String>::from("llx-1234");
/// assert_eq!(format!("{key:?} {key}"), "[redacted] [redacted]");
/// assert_eq!(key.expose(), "llx-1234");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value. Take care where it goes.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value, unwrapped. Take care where it goes.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<T: Hash> Hash for Secret<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match noting::meet(&self.0) {
            noting::Met::Hidden => serializer.serialize_str(REDACTED),
            noting::Met::AsItIs(_inside) => self.0.serialize(serializer),
        }
    }
}

pub(crate) const REDACTED: &str = "[redacted]";
