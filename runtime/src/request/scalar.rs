//! Values as one text: what stands in a path, a header, or as one value of a query.

use std::fmt;

use serde::ser::{Error as _, Impossible, Serialize, Serializer};

/// The text of `value`; `None` if it is an absent `Option`.
pub(crate) fn text<T: Serialize + ?Sized>(value: &T) -> Result<Option<String>, Unfit> {
    value.serialize(Scalar)
}

/// Why a value has no text form; reads on after "the query parameter `x` …".
#[derive(Debug)]
pub(crate) struct Unfit(String);

impl Unfit {
    fn kind(kind: &str) -> Self {
        Self(format!("is {kind}, where one text or number is needed"))
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl serde::ser::Error for Unfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(format!("can't be serialized: {message}"))
    }
}

/// Serializes scalars, and refuses everything else.
pub(crate) struct Scalar;

type Text = Result<Option<String>, Unfit>;
type No = Impossible<Option<String>, Unfit>;

macro_rules! display {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Text { Ok(Some(value.to_string())) })*
    };
}

impl Serializer for Scalar {
    type Ok = Option<String>;
    type Error = Unfit;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = No;
    type SerializeStructVariant = No;

    display! {
        serialize_bool: bool,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_char: char, serialize_str: &str,
    }

    fn serialize_f32(self, value: f32) -> Text {
        self.serialize_f64(f64::from(value)).map(|_| Some(value.to_string()))
    }

    fn serialize_f64(self, value: f64) -> Text {
        if value.is_finite() { Ok(Some(value.to_string())) } else { Err(Unfit::kind("not finite")) }
    }

    fn serialize_bytes(self, _: &[u8]) -> Text {
        Err(Unfit::kind("bytes"))
    }

    fn serialize_none(self) -> Text {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Text {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Text {
        Err(Unfit::kind("a unit"))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Text {
        Err(Unfit::kind("a unit"))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Text {
        Ok(Some(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Text {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Text {
        Err(Unfit::kind("an enum with fields"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<No, Unfit> {
        Err(Unfit::kind("a list"))
    }

    fn serialize_tuple(self, _: usize) -> Result<No, Unfit> {
        Err(Unfit::kind("a tuple"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<No, Unfit> {
        Err(Unfit::kind("a tuple"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<No, Unfit> {
        Err(Unfit::kind("an enum with fields"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<No, Unfit> {
        Err(Unfit::kind("a map"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<No, Unfit> {
        Err(Unfit::kind("a struct"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<No, Unfit> {
        Err(Unfit::kind("an enum with fields"))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Text {
        Ok(Some(value.to_string()))
    }
}

/// What is wrong with an element of a list, or a value of a struct.
pub(crate) fn required<T: Serialize + ?Sized>(value: &T) -> Result<String, Unfit> {
    text(value)?.ok_or_else(|| Unfit::custom("a list can't hold absent values"))
}
