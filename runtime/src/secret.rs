//! Values that must not be shown.

use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use self::redact::{Secrets, names_a_secret};

mod redact;

/// A value that is sent but never shown: `Debug` and `Display` print `[redacted]`.
///
/// It serializes as the value itself, since that is what the server needs. While a request is
/// built, the runtime takes note of every secret that goes into it, and replaces it in whatever the
/// server sends back that ends up in an error.
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
        NOTED.with_borrow_mut(|noted| {
            if let Some(noted) = noted {
                noted.extend(serde_json::to_value(&self.0).ok());
            }
        });
        self.0.serialize(serializer)
    }
}

thread_local! {
    /// The secrets that the request being built on this thread has serialized so far. Serde gives a
    /// `Serialize` no other way to hand something to whoever started the serialization.
    static NOTED: RefCell<Option<Vec<serde_json::Value>>> = const { RefCell::new(None) };
}

/// Runs `build`, and adds the texts of all secrets that it serialized to `secrets`.
pub(crate) fn noting<R>(secrets: &mut Secrets, build: impl FnOnce() -> R) -> R {
    let outer = NOTED.replace(Some(Vec::new()));
    let built = build();
    for value in NOTED.replace(outer).unwrap_or_default() {
        secrets.add_texts(&value);
    }
    built
}

pub(crate) const REDACTED: &str = "[redacted]";
