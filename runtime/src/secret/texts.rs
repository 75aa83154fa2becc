//! The texts that a secret is made of.

use serde::de::value::Error;
use serde::ser::{self, Serialize, Serializer};

/// Every text, number and key of a map in `value`, as it may be repeated in a text; lists of bytes as
/// a whole. A boolean is none: to take it out would hide one bit, and cost every `true` there is.
pub(super) fn of<T: Serialize + ?Sized>(value: &T) -> Vec<Box<str>> {
    let mut texts = Texts::default();
    // What fails here fails when it is to be sent too.
    let _ = value.serialize(&mut texts);
    texts.found
}

#[derive(Default)]
struct Texts {
    found: Vec<Box<str>>,
    /// The last value, if it was a byte.
    byte: Option<u8>,
}

impl Texts {
    fn add(&mut self, text: impl Into<Box<str>>) {
        self.found.push(text.into());
    }

    fn add_bytes(&mut self, bytes: &[u8]) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.add(text);
        }
        let list: Vec<String> = bytes.iter().map(u8::to_string).collect();
        self.add(list.join(","));
        self.add(list.join(", "));
    }
}

type Done = Result<(), Error>;

macro_rules! numbers {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Done {
            self.add(value.to_string());
            Ok(())
        })*
    };
}

impl<'t> Serializer for &'t mut Texts {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Elements<'t>;
    type SerializeTuple = Elements<'t>;
    type SerializeTupleStruct = Elements<'t>;
    type SerializeTupleVariant = Elements<'t>;
    type SerializeMap = &'t mut Texts;
    type SerializeStruct = &'t mut Texts;
    type SerializeStructVariant = &'t mut Texts;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_char: char,
    }

    fn serialize_bool(self, _: bool) -> Done {
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Done {
        self.byte = Some(value);
        self.add(value.to_string());
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Done {
        self.add(value.to_string());
        self.add(serde_json::Value::from(value).to_string());
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Done {
        self.add(value.to_string());
        self.add(serde_json::Value::from(value).to_string());
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Done {
        self.add(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Done {
        self.add_bytes(value);
        Ok(())
    }

    fn serialize_none(self) -> Done {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Done {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'t>, Error> {
        Ok(Elements { texts: self, bytes: Vec::new() })
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'t>, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements<'t>, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Elements<'t>, Error> {
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Error> {
        Ok(self)
    }
}

struct Elements<'t> {
    texts: &'t mut Texts,
    /// Those that are bytes: one of them alone says nothing.
    bytes: Vec<u8>,
}

impl Elements<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        let before = self.texts.found.len();
        self.texts.byte = None;
        value.serialize(&mut *self.texts)?;
        if let Some(byte) = self.texts.byte.take()
            && self.texts.found.len() == before + 1
        {
            self.texts.found.truncate(before);
            self.bytes.push(byte);
        }
        Ok(())
    }

    fn finish(self) -> Done {
        if !self.bytes.is_empty() {
            self.texts.add_bytes(&self.bytes);
        }
        Ok(())
    }
}

macro_rules! elements {
    ($($trait:ident $method:ident,)*) => {
        $(impl ser::$trait for Elements<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                self.push(value)
            }

            fn end(self) -> Done {
                self.finish()
            }
        })*
    };
}

elements! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

impl ser::SerializeMap for &mut Texts {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        key.serialize(&mut **self)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(&mut **self)
    }

    fn end(self) -> Done {
        Ok(())
    }
}

macro_rules! fields {
    ($($trait:ident,)*) => {
        $(impl ser::$trait for &mut Texts {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Done {
                value.serialize(&mut **self)
            }

            fn end(self) -> Done {
                Ok(())
            }
        })*
    };
}

fields! { SerializeStruct, SerializeStructVariant, }

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::of;

    #[derive(serde::Serialize)]
    struct Account {
        user: &'static str,
        pin: Option<u32>,
        active: bool,
    }

    #[test]
    fn the_texts_of_a_secret() {
        let account = Account { user: "anna", pin: Some(98_765), active: true };
        for (name, texts, expected) in [
            ("text", of("abc"), vec!["abc"]),
            ("number", of(&-42_i64), vec!["-42"]),
            ("fraction", of(&1e300), vec![&*format!("1{}", "0".repeat(300)), "1e+300"]),
            ("boolean", of(&true), vec![]),
            ("struct", of(&account), vec!["anna", "98765"]),
            ("map", of(&BTreeMap::from([("k", "v")])), vec!["k", "v"]),
            ("list", of(&["a", "b"]), vec!["a", "b"]),
            ("bytes", of(b"ab"), vec!["ab", "97,98", "97, 98"]),
            ("no text", of(&[0xFF_u8, 1]), vec!["255,1", "255, 1"]),
        ] {
            let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
            assert_eq!(texts, expected, "{name}");
        }
    }
}
