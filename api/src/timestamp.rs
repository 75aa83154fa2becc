//! Points in time, as the service writes them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A point in time as the service wrote it, parsed when it is read.
///
/// It keeps its text, so a time that can't be parsed fails no response, and a time that nobody looks
/// at costs no parsing. Two are equal if their texts are: compare [`instant`](Self::instant)s to
/// compare times.
///
/// ```
/// let time = llama_cloud::Timestamp::from("2026-03-01T12:00:00.5Z");
/// assert_eq!(time.instant()?.as_millisecond(), 1_772_366_400_500);
/// assert_eq!(time.as_str(), "2026-03-01T12:00:00.5Z");
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(Text);

/// Short texts stand in the struct itself: a page of a hundred jobs holds six hundred of them.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Text {
    Inline { bytes: [u8; INLINE], len: u8 },
    Long(Box<str>),
}

/// The longest text that the service is known to write, microseconds and an offset, has 32 bytes.
const INLINE: usize = 32;

impl Timestamp {
    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // What is copied in is UTF-8, so this is the text and never the default.
            Text::Inline { bytes, len } => {
                bytes.get(..usize::from(*len)).and_then(|b| str::from_utf8(b).ok()).unwrap_or("")
            }
            Text::Long(text) => text,
        }
    }

    /// The instant that it names.
    ///
    /// # Errors
    /// If the text is no RFC 3339 time with an offset from UTC. The contract does not say which zone
    /// a time without one is in, so none is assumed; [`as_str`](Self::as_str) has its text.
    pub fn instant(&self) -> Result<jiff::Timestamp, jiff::Error> {
        self.as_str().parse()
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        let mut bytes = [0; INLINE];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(inline), Ok(len)) => {
                inline.copy_from_slice(text.as_bytes());
                Self(Text::Inline { bytes, len })
            }
            _ => Self(Text::Long(text.into())),
        }
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        instant.to_string().into()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Time;

        impl Visitor<'_> for Time {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text: a point in time")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_str(Time)
    }
}
