//! Fields of a response that its type does not know.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::secret::{REDACTED, names_a_secret};

/// The fields of a response that its type does not know, in the order in which they came.
///
/// They are kept as raw JSON, so that nothing is lost and nobody pays for what he does not read:
/// a field is parsed when it is asked for. An empty one allocates nothing.
///
/// ```
/// let page: endpoint::OffsetPage<String> = serde_json::from_str(r#"{"items": [], "took_ms": 12}"#)?;
/// assert_eq!(page.extra.get("took_ms"), Some(12.into()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Fields>>);

type Fields = Vec<(Box<str>, Box<RawValue>)>;

impl Extra {
    /// The field `name`, parsed; `None` if it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        // Raw JSON comes out of a parser, so it parses again.
        serde_json::from_str(self.get_raw(name)?.get()).ok()
    }

    /// The field `name` as it came.
    #[must_use]
    pub fn get_raw(&self, name: &str) -> Option<&RawValue> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All fields in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().flat_map(|fields| fields.iter()).map(|(name, value)| (&**name, &**value))
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |fields| fields.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a field, or replaces the one of that name.
    pub fn insert(&mut self, name: impl Into<Box<str>>, value: Box<RawValue>) {
        let name = name.into();
        let fields = self.0.get_or_insert_default();
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => fields.push((name, value)),
        }
    }

    /// Writes the fields into a map that is being serialized.
    ///
    /// # Errors
    /// As the serializer's.
    pub fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name: &str, value: &RawValue| {
            if names_a_secret(name) { REDACTED.to_owned() } else { value.get().to_owned() }
        };
        f.debug_map().entries(self.iter().map(|(name, value)| (name, shown(name, value)))).finish()
    }
}

impl PartialEq for Extra {
    /// Whether both hold the same fields with the same values, in whatever order.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().all(|(name, value)| match other.get_raw(name) {
                Some(known) => known.get() == value.get() || other.get(name) == self.get(name),
                None => false,
            })
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        self.serialize_into(&mut map)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Extra;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Extra, A::Error> {
                let mut extra = Extra::default();
                while let Some(name) = map.next_key::<String>()? {
                    extra.insert(name, map.next_value::<Box<RawValue>>()?);
                }
                Ok(extra)
            }
        }

        deserializer.deserialize_map(Object)
    }
}
