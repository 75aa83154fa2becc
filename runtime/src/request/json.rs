//! Members of a JSON body.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::{buffer, encode};

/// A value of any type that is to be JSON: what is made of it is compiled once, and not with each type.
pub(crate) trait ToJson {
    /// Appends the value.
    fn write(&self, json: &mut Vec<u8>) -> serde_json::Result<()>;

    /// Whether it is an absent `Option`.
    fn is_absent(&self) -> bool;
}

/// A value as one to be JSON.
pub(crate) struct Json<'v, T: ?Sized>(pub(crate) &'v T);

impl<T: Serialize + ?Sized> ToJson for Json<'_, T> {
    fn write(&self, json: &mut Vec<u8>) -> serde_json::Result<()> {
        encode::write(json, self.0)
    }

    fn is_absent(&self) -> bool {
        is_absent(self.0)
    }
}

/// Appends `"name":value` to an object whose closing brace is still missing.
pub(crate) fn push_member(
    json: &mut Vec<u8>,
    name: &str,
    value: &dyn ToJson,
) -> serde_json::Result<()> {
    if json.len() > 1 {
        json.push(b',');
    }
    json.push(b'"');
    encode::escape(json, name);
    json.extend_from_slice(b"\":");
    value.write(json)
}

/// A value as JSON.
pub(crate) fn to_vec(value: &dyn ToJson) -> serde_json::Result<Vec<u8>> {
    let mut json = buffer::take();
    value.write(&mut json)?;
    Ok(json)
}

/// A value as JSON on one line.
///
/// # Errors
/// If the value can't be JSON.
pub fn compact<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::new();
    encode::write(&mut json, value)?;
    Ok(json)
}

/// A value as JSON for people to read.
///
/// # Errors
/// If the value can't be JSON.
pub fn pretty<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::new();
    encode::write_pretty(&mut json, value)?;
    Ok(json)
}

/// Takes the member `name` out of such an object, if it is there.
pub(crate) fn remove_member(json: &mut Vec<u8>, name: &str) -> serde_json::Result<()> {
    let mut object = json.clone();
    object.push(b'}');
    let members: std::collections::BTreeMap<String, Box<serde_json::value::RawValue>> =
        serde_json::from_slice(&object)?;
    if members.contains_key(name) {
        json.truncate(1);
        for (known, value) in members.iter().filter(|(known, _)| *known != name) {
            push_member(json, known, &Json(value))?;
        }
    }
    Ok(())
}

/// Whether `value` is an absent `Option`: asked of its own code, since a trait can't tell `Option`
/// from other types. It costs a quarter of writing the member and taking it back.
pub(crate) fn is_absent<T: Serialize + ?Sized>(value: &T) -> bool {
    value.serialize(IsNone).is_ok()
}

/// Succeeds for `None`, and fails at the first sign of anything else.
struct IsNone;

#[derive(Debug)]
struct Present;

impl std::fmt::Display for Present {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("present")
    }
}

impl std::error::Error for Present {}

impl serde::ser::Error for Present {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

type No = Impossible<(), Present>;

macro_rules! present {
    ($($method:ident($($arg:ty),*) -> $ok:ty;)*) => {
        $(fn $method(self, $(_: $arg),*) -> Result<$ok, Present> { Err(Present) })*
    };
}

impl Serializer for IsNone {
    type Ok = ();
    type Error = Present;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = No;
    type SerializeStructVariant = No;

    fn serialize_none(self) -> Result<(), Present> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Present> {
        Err(Present)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Present> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Present> {
        Err(Present)
    }

    present! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> (); serialize_i16(i16) -> (); serialize_i32(i32) -> (); serialize_i64(i64) -> ();
        serialize_i128(i128) -> ();
        serialize_u8(u8) -> (); serialize_u16(u16) -> (); serialize_u32(u32) -> (); serialize_u64(u64) -> ();
        serialize_u128(u128) -> ();
        serialize_f32(f32) -> (); serialize_f64(f64) -> (); serialize_char(char) -> ();
        serialize_str(&str) -> (); serialize_bytes(&[u8]) -> ();
        serialize_unit() -> (); serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> No; serialize_tuple(usize) -> No;
        serialize_tuple_struct(&'static str, usize) -> No;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No;
        serialize_map(Option<usize>) -> No; serialize_struct(&'static str, usize) -> No;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No;
    }
}
