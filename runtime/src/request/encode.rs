//! A value as JSON.
//!
//! serde_json writes it, but for the texts: it looks at each of their bytes by itself, which is a third of
//! what a call with a body of a few kilobytes takes. Here they are escaped in pieces of many bytes, and
//! appended before serde_json writes its own, empty. What comes out is the same, byte for byte.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::io::{self, Write};

use serde::ser::{self, Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::pieces::leading;

/// Appends `value` as JSON, on one line.
pub(super) fn write<T: Serialize + ?Sized>(
    json: &mut Vec<u8>,
    value: &T,
) -> serde_json::Result<()> {
    write_as(None, json, value)
}

/// Appends `value` as JSON for people to read, indented by two spaces.
pub(super) fn write_pretty<T: Serialize + ?Sized>(
    json: &mut Vec<u8>,
    value: &T,
) -> serde_json::Result<()> {
    write_as(Some(PrettyFormatter::new()), json, value)
}

// Both are of one type, so that the code of a value is there once.
fn write_as<T: Serialize + ?Sized>(
    pretty: Option<PrettyFormatter<'static>>,
    json: &mut Vec<u8>,
    value: &T,
) -> serde_json::Result<()> {
    let out = Out { json: RefCell::new(std::mem::take(json)), has_text: Cell::new(false) };
    let format = Format { out: &out, pretty };
    let mut inner = serde_json::Serializer::with_formatter(Sink(&out), format);
    let written = value.serialize(Encode { inner: &mut inner, out: &out, is_raw: false });
    *json = out.json.into_inner();
    written
}

/// Where the JSON goes to, from serde_json and from here.
struct Out {
    json: RefCell<Vec<u8>>,
    /// Whether the text that serde_json is about to write stands there already.
    has_text: Cell<bool>,
}

impl Out {
    fn text(&self, text: &str) {
        let mut json = self.json.borrow_mut();
        json.push(b'"');
        escape(&mut json, text);
        json.push(b'"');
        self.has_text.set(true);
    }
}

struct Sink<'o>(&'o Out);

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.json.borrow_mut().extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Leaves out the quotation marks of a text that stands there already. All else is as serde_json's own.
struct Format<'o> {
    out: &'o Out,
    /// None if it is to be compact.
    pretty: Option<PrettyFormatter<'static>>,
}

/// What stands around values is up to the one or the other.
macro_rules! layout {
    ($($method:ident($($name:ident: $type:ty),*);)*) => {
        $(fn $method<W: Write + ?Sized>(&mut self, out: &mut W, $($name: $type),*) -> io::Result<()> {
            match &mut self.pretty {
                Some(pretty) => pretty.$method(out, $($name),*),
                None => CompactFormatter.$method(out, $($name),*),
            }
        })*
    };
}

impl Formatter for Format<'_> {
    fn begin_string<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        if self.out.has_text.get() { Ok(()) } else { CompactFormatter.begin_string(out) }
    }

    fn end_string<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        if self.out.has_text.take() { Ok(()) } else { CompactFormatter.end_string(out) }
    }

    layout! {
        begin_array();
        end_array();
        begin_array_value(is_first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(is_first: bool);
        begin_object_value();
        end_object_value();
    }
}

/// Escapes texts, and leaves all else to `inner`.
struct Encode<'r, S> {
    inner: S,
    out: &'r Out,
    /// Whether texts are JSON already: told here and not by another type, for which the code of every
    /// value would be there once more.
    is_raw: bool,
}

/// A value inside of another.
struct Inside<'v, T: ?Sized> {
    value: &'v T,
    out: &'v Out,
    is_raw: bool,
}

impl<T: Serialize + ?Sized> Serialize for Inside<'_, T> {
    fn serialize<S: Serializer>(&self, inner: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Encode { inner, out: self.out, is_raw: self.is_raw })
    }
}

macro_rules! forward {
    ($($method:ident($($name:ident: $type:ty),*);)*) => {
        $(fn $method(self, $($name: $type),*) -> Result<S::Ok, S::Error> {
            self.inner.$method($($name),*)
        })*
    };
}

/// Begins what holds other values.
macro_rules! begin {
    ($($method:ident($($name:ident: $type:ty),*) -> $kind:ident;)*) => {
        $(fn $method(self, $($name: $type),*) -> Result<Holder<'r, S::$kind>, S::Error> {
            Ok(Holder { inner: self.inner.$method($($name),*)?, out: self.out, is_raw: false })
        })*
    };
}

impl<'r, S: Serializer> Serializer for Encode<'r, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Holder<'r, S::SerializeSeq>;
    type SerializeTuple = Holder<'r, S::SerializeTuple>;
    type SerializeTupleStruct = Holder<'r, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Holder<'r, S::SerializeTupleVariant>;
    type SerializeMap = Holder<'r, S::SerializeMap>;
    type SerializeStruct = Holder<'r, S::SerializeStruct>;
    type SerializeStructVariant = Holder<'r, S::SerializeStructVariant>;

    fn serialize_str(self, text: &str) -> Result<S::Ok, S::Error> {
        if self.is_raw {
            return self.inner.serialize_str(text);
        }
        self.out.text(text);
        self.inner.serialize_str("")
    }

    forward! {
        serialize_bool(value: bool);
        serialize_i8(value: i8);
        serialize_i16(value: i16);
        serialize_i32(value: i32);
        serialize_i64(value: i64);
        serialize_i128(value: i128);
        serialize_u8(value: u8);
        serialize_u16(value: u16);
        serialize_u32(value: u32);
        serialize_u64(value: u64);
        serialize_u128(value: u128);
        serialize_f32(value: f32);
        serialize_f64(value: f64);
        serialize_char(value: char);
        serialize_bytes(value: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = Inside { value, out: self.out, is_raw: false };
        self.inner.serialize_newtype_variant(name, index, variant, &value)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.collect_str(value)
    }

    begin! {
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(
            name: &'static str, index: u32, variant: &'static str, len: usize
        ) -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct_variant(
            name: &'static str, index: u32, variant: &'static str, len: usize
        ) -> SerializeStructVariant;
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        // These serde_json writes as they are, and not as texts.
        let is_raw = name.starts_with("$serde_json::");
        Ok(Holder { inner: self.inner.serialize_struct(name, len)?, out: self.out, is_raw })
    }
}

/// A list, map or struct that has been begun.
struct Holder<'r, C> {
    inner: C,
    out: &'r Out,
    is_raw: bool,
}

/// Adds a value: `inner.method(arguments, value)`.
macro_rules! add {
    ($self:ident.$method:ident($($argument:ident),*), $value:ident) => {
        $self.inner.$method(
            $($argument,)* &Inside { value: $value, out: $self.out, is_raw: $self.is_raw }
        )
    };
}

macro_rules! elements {
    ($($kind:ident::$method:ident;)*) => {
        $(impl<C: ser::$kind> ser::$kind for Holder<'_, C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
                add!(self.$method(), value)
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.inner.end()
            }
        })*
    };
}

elements! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}

macro_rules! fields {
    ($($kind:ident;)*) => {
        $(impl<C: ser::$kind> ser::$kind for Holder<'_, C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), C::Error> {
                add!(self.serialize_field(name), value)
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.inner.end()
            }
        })*
    };
}

fields! {
    SerializeStruct;
    SerializeStructVariant;
}

impl<C: ser::SerializeMap> ser::SerializeMap for Holder<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    // Keys are short.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        self.inner.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        add!(self.serialize_value(), value)
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), C::Error> {
        add!(self.serialize_entry(key), value)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

/// Appends `text` as it stands between the quotation marks of JSON (RFC 8259 §7).
pub(super) fn escape(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some((plain, tail)) = rest.split_at_checked(leading(rest, is_plain)) {
        out.extend_from_slice(plain);
        let Some((&byte, tail)) = tail.split_first() else { return };
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0C => b'f',
            _ => {
                let digit = |half: u8| char::from_digit(half.into(), 16).map_or(b'0', |d| d as u8);
                out.extend_from_slice(b"\\u00");
                out.extend([digit(byte >> 4), digit(byte & 0xF)]);
                rest = tail;
                continue;
            }
        };
        out.extend([b'\\', short]);
        rest = tail;
    }
}

/// Whether a byte stands in JSON as it is.
fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::value::RawValue;
    use serde_json::{Value, json};

    use super::*;

    fn assert_same<T: Serialize + ?Sized>(value: &T) {
        let mut out = Vec::new();
        let written = write(&mut out, value).map_err(|error| error.to_string());
        let expected = serde_json::to_string(value).map_err(|error| error.to_string());
        assert_eq!(written.map(|()| String::from_utf8(out).unwrap()), expected);

        let mut out = Vec::new();
        let written = write_pretty(&mut out, value).map_err(|error| error.to_string());
        let expected = serde_json::to_string_pretty(value).map_err(|error| error.to_string());
        assert_eq!(written.map(|()| String::from_utf8(out).unwrap()), expected);
    }

    #[derive(serde::Serialize)]
    enum Variants<'a> {
        Unit,
        Newtype(&'a str),
        Tuple(&'a str, u8),
        Struct { text: &'a str },
    }

    #[derive(serde::Serialize)]
    struct Newtype<'a>(&'a str);

    #[derive(serde::Serialize)]
    struct Nested<'a> {
        text: &'a str,
        list: Vec<Option<Newtype<'a>>>,
        variants: [Variants<'a>; 4],
        tuple: (&'a str, char, f64, i128),
        by_number: BTreeMap<u8, &'a str>,
        by_text: BTreeMap<&'a str, ()>,
        raw: &'a RawValue,
        shown: std::net::Ipv4Addr,
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_serde_json_writes(text in ".*|[\\x00-\\x7f]{0,80}") {
            let raw = RawValue::from_string(" [1, \"\\u0041\"]".to_owned()).unwrap();
            assert_same(&Nested {
                text: &text,
                list: vec![Some(Newtype(&text)), None],
                variants: [
                    Variants::Unit,
                    Variants::Newtype(&text),
                    Variants::Tuple(&text, 7),
                    Variants::Struct { text: &text },
                ],
                tuple: (&text, '"', f64::NAN, i128::MAX),
                by_number: BTreeMap::from([(1, &*text)]),
                by_text: BTreeMap::from([(&*text, ())]),
                raw: &raw,
                shown: std::net::Ipv4Addr::LOCALHOST,
            });
        }
    }

    #[test]
    fn every_byte_is_escaped_wherever_it_stands() {
        for byte in 0..=0x7F_u8 {
            for before in [0, 1, 15, 16, 17, 40] {
                let text = format!("{}{}{}", "x".repeat(before), char::from(byte), "y".repeat(20));
                assert_same(&text);
            }
        }
    }

    #[test]
    fn values_of_serde_json_are_written_as_they_are() {
        assert_same(&json!({ "a": [1, 2.5, null, true, "x\n"], "b": { "c": "\u{7f}é" } }));
        assert_same(&Value::String("\"".repeat(40)));
        assert_same("");
        assert_same(&json!([[], {}, [{}], { "a": [[1], {}] }]));
    }

    #[test]
    fn what_serde_json_refuses_is_refused() {
        assert_same(&BTreeMap::from([(vec![1], "a list is no key")]));
    }
}
