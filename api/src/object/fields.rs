//! What decoding and encoding have in common for all objects, and is compiled once for all of them.

use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde_json::value::RawValue;

/// Reads the keys of an object.
pub(crate) struct Keys {
    place_of: fn(&str) -> Option<usize>,
    /// The key that was read last, if it is none of the known ones.
    unknown: Box<str>,
}

impl Keys {
    /// `place_of` tells which field a key is: code that knows them all finds one in a quarter of the time
    /// that a search takes.
    pub(crate) fn new(place_of: fn(&str) -> Option<usize>) -> Self {
        Self { place_of, unknown: Box::default() }
    }

    /// The place of the next key: [`UNKNOWN`] if it is none of the known ones.
    pub(crate) fn next<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
    ) -> Result<Option<usize>, A::Error> {
        map.next_key_seed(self)
    }

    /// The key that was read last, if it is none of the known ones.
    pub(crate) fn unknown(&mut self) -> Box<str> {
        std::mem::take(&mut self.unknown)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Keys {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<usize, D::Error> {
        key.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Keys {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        Ok((self.place_of)(key).unwrap_or_else(|| {
            self.unknown = key.into();
            UNKNOWN
        }))
    }
}

/// The place of a key that is none of the known ones.
pub(crate) const UNKNOWN: usize = usize::MAX;

/// Calls `note` with each member of an object, as its value stands in the text.
pub(crate) fn each_member<'t>(
    text: &'t str,
    note: &mut dyn FnMut(&str, &'t RawValue),
) -> Result<(), serde_json::Error> {
    struct Members<'n, 't>(&'n mut dyn FnMut(&str, &'t RawValue));

    impl<'t> Visitor<'t> for Members<'_, 't> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                (self.0)(&name, value);
            }
            Ok(())
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.deserialize_map(Members(note))?;
    deserializer.end()
}

/// The value of a field that is required.
pub(crate) fn present<T, E: Error>(field: Option<T>, name: &'static str) -> Result<T, E> {
    field.ok_or_else(|| Error::missing_field(name))
}

/// Why an object is refused that has the known key of this place twice.
#[cold]
pub(crate) fn twice<E: Error>(names: &'static [&'static str], place: usize) -> E {
    Error::duplicate_field(names.get(place).copied().unwrap_or_default())
}

/// Writes a field that is required.
pub(crate) fn write_required<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    map.serialize_entry(name, value)
}

/// Writes a field that is not required, if it is set.
pub(crate) fn write_optional<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: &Option<T>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(name, value),
        None => Ok(()),
    }
}
