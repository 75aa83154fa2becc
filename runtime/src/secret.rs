//! Values that must not be shown.

use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// The secrets of one client or call, to be replaced in what the server says.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<Box<str>>);

impl Secrets {
    /// Adds a secret that is replaced whatever its length.
    pub(crate) fn add(&mut self, secret: &str) {
        if !secret.is_empty() && !self.0.iter().any(|known| **known == *secret) {
            self.0.push(secret.into());
            // An escaped copy, as the server's JSON would show it.
            let escaped = serde_json::Value::from(secret).to_string();
            let escaped = escaped.trim_matches('"');
            if escaped != secret {
                self.0.push(escaped.into());
            }
            // The longer first: one secret may contain another.
            self.0.sort_by_key(|known| std::cmp::Reverse(known.len()));
        }
    }

    /// Adds what a sensitive header carries; of `Bearer x` also the `x`.
    pub(crate) fn add_header(&mut self, value: &str) {
        self.add(value);
        if let Some((_, credentials)) = value.split_once(' ') {
            self.add(credentials.trim());
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add_texts(&mut self, value: &serde_json::Value) {
        match value {
            // Replacing very short texts would make a server's words unreadable and hide nothing.
            serde_json::Value::String(text) if text.len() >= SHORTEST => self.add(text),
            serde_json::Value::Array(values) => values.iter().for_each(|v| self.add_texts(v)),
            serde_json::Value::Object(values) => values.values().for_each(|v| self.add_texts(v)),
            _ => {}
        }
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        other.0.iter().for_each(|secret| self.add(secret));
    }

    pub(crate) fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| {
            if text.contains(&**secret) { text.replace(&**secret, REDACTED) } else { text }
        })
    }

    /// The same for bytes; they stay as they are when no secret stands in them.
    pub(crate) fn redact_bytes(&self, bytes: bytes::Bytes) -> bytes::Bytes {
        let text = String::from_utf8_lossy(&bytes);
        if self.0.iter().any(|secret| text.contains(&**secret)) {
            self.redact(&text).into()
        } else {
            bytes
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

pub(crate) const REDACTED: &str = "[redacted]";

const SHORTEST: usize = 4;
