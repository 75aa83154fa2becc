//! Query parameters and forms: a value as pairs of texts.

use std::borrow::Cow;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::json;
use super::scalar::{self, Scalar, Unfit};
use crate::secret::{REDACTED, marking, names_a_secret};

/// A parameter as it is sent.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) name: Cow<'static, str>,
    pub(crate) value: String,
    /// Whether the value must not be shown, by its type or by its name.
    pub(crate) secret: bool,
    /// Whether the name must not, as the key of a map.
    pub(crate) secret_name: bool,
}

impl Pair {
    pub(crate) fn new(name: Cow<'static, str>, value: String) -> Self {
        let secret = names_a_secret(&name);
        Self { name, value, secret, secret_name: false }
    }

    pub(crate) fn sent(&self) -> [&str; 2] {
        [&self.name, &self.value]
    }

    pub(crate) fn shown(&self) -> [&str; 2] {
        let name = if self.secret_name { REDACTED } else { &*self.name };
        let value = if self.secret && !self.value.is_empty() { REDACTED } else { &*self.value };
        [name, value]
    }
}

type Pairs = Vec<Pair>;

/// Appends what `value` contributes to the query under `name`: a scalar is one pair, a list one pair
/// an element, a struct or map its own pairs, and `None` nothing.
pub(crate) fn push<T: Serialize + ?Sized>(
    pairs: &mut Pairs,
    name: Cow<'static, str>,
    value: &T,
) -> Result<(), Unfit> {
    value.serialize(Push { pairs, name, place: Place::Parameter })
}

/// The pairs of a form: those of a struct or map, or a list of pairs.
pub(crate) fn form<T: Serialize + ?Sized>(value: &T) -> Result<String, Unfit> {
    let mut pairs = Vec::new();
    value.serialize(Push { pairs: &mut pairs, name: "".into(), place: Place::Form })?;
    let sent = pairs.iter().map(|pair| (&pair.name, &pair.value));
    Ok(url::form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish())
}

struct Push<'p> {
    pairs: &'p mut Pairs,
    name: Cow<'static, str>,
    place: Place,
}

/// What the value is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Parameter,
    /// That of a struct or map.
    Field,
    /// A whole form, which has no name.
    Form,
    /// An element of a form that is a list.
    Pair,
}

impl<'p> Push<'p> {
    fn scalar(self, text: Result<Option<String>, Unfit>) -> Result<(), Unfit> {
        if matches!(self.place, Place::Form | Place::Pair) {
            return Err(ser::Error::custom("it has a value without a name"));
        }
        if let Some(text) = text? {
            push_pair(self.pairs, self.name, || Ok(text))?;
        }
        Ok(())
    }

    fn fields(self) -> Result<Fields<'p>, Unfit> {
        if matches!(self.place, Place::Field | Place::Pair) {
            return Err(ser::Error::custom("there is no way to say a struct inside a struct"));
        }
        Ok(Fields { pairs: self.pairs, key: None })
    }
}

macro_rules! scalars {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Result<(), Unfit> {
            self.scalar(Scalar.$method(value))
        })*
    };
}

impl<'p> Serializer for Push<'p> {
    type Ok = ();
    type Error = Unfit;
    type SerializeSeq = Elements<'p>;
    type SerializeTuple = Elements<'p>;
    type SerializeTupleStruct = Elements<'p>;
    type SerializeTupleVariant = Impossible<(), Unfit>;
    type SerializeMap = Fields<'p>;
    type SerializeStruct = Fields<'p>;
    type SerializeStructVariant = Impossible<(), Unfit>;

    scalars! {
        serialize_bool: bool,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_f32: f32, serialize_f64: f64,
        serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_none(self) -> Result<(), Unfit> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unfit> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unfit> {
        self.scalar(Scalar.serialize_unit())
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<(), Unfit> {
        self.scalar(Scalar.serialize_unit_variant(name, index, variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        self.scalar(Scalar.serialize_newtype_variant(name, index, variant, value))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'p>, Unfit> {
        if self.place == Place::Pair {
            return Err(ser::Error::custom("it has a list without a name"));
        }
        let of_form = self.place == Place::Form;
        Ok(Elements { pairs: self.pairs, name: self.name, of_form, is_pair: false })
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'p>, Unfit> {
        let is_pair = self.place == Place::Pair;
        let place = if is_pair { Place::Field } else { self.place };
        Ok(Elements { is_pair, ..Self { place, ..self }.serialize_seq(None)? })
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements<'p>, Unfit> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Impossible<(), Unfit>, Unfit> {
        match Scalar.serialize_tuple_variant(name, index, variant, len) {
            Ok(_) => Err(ser::Error::custom("it is an enum with fields")),
            Err(unfit) => Err(unfit),
        }
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'p>, Unfit> {
        self.fields()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'p>, Unfit> {
        self.fields()
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Impossible<(), Unfit>, Unfit> {
        match Scalar.serialize_struct_variant(name, index, variant, len) {
            Ok(_) => Err(ser::Error::custom("it is an enum with fields")),
            Err(unfit) => Err(unfit),
        }
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<(), Unfit> {
        self.scalar(Ok(Some(value.to_string())))
    }
}

fn push_pair(
    pairs: &mut Pairs,
    name: Cow<'static, str>,
    text: impl FnOnce() -> Result<String, Unfit>,
) -> Result<(), Unfit> {
    let (text, secret) = marking(text);
    let mut pair = Pair::new(name, text?);
    pair.secret |= secret;
    pairs.push(pair);
    Ok(())
}

struct Elements<'p> {
    pairs: &'p mut Pairs,
    name: Cow<'static, str>,
    /// Whether each is a pair of its own.
    of_form: bool,
    /// Whether they are a name and its value.
    is_pair: bool,
}

impl Elements<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        if self.of_form {
            let mut both = Vec::new();
            value.serialize(Push { pairs: &mut both, name: "".into(), place: Place::Pair })?;
            if both.is_empty() {
                // The pair is absent, or its value is.
                return Ok(());
            }
            let [name, text] = <[_; 2]>::try_from(both)
                .map_err(|_| ser::Error::custom("it is a list of other things than pairs"))?;
            let pair = Pair::new(name.value.into(), text.value);
            self.pairs.push(Pair {
                secret: pair.secret || text.secret,
                secret_name: name.secret,
                ..pair
            });
            return Ok(());
        }
        if self.is_pair && self.pairs.len() == 1 && json::is_absent(value) {
            self.pairs.clear();
            return Ok(());
        }
        push_pair(self.pairs, self.name.clone(), || scalar::required(value))
    }
}

impl ser::SerializeSeq for Elements<'_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.push(value)
    }

    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}

impl ser::SerializeTuple for Elements<'_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.push(value)
    }

    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}

impl ser::SerializeTupleStruct for Elements<'_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.push(value)
    }

    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}

struct Fields<'p> {
    pairs: &'p mut Pairs,
    /// The text of the next one's name, and whether it is a secret.
    key: Option<(String, bool)>,
}

impl ser::SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unfit> {
        let (text, secret) = marking(|| scalar::required(key));
        self.key = Some((text?, secret));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        let (name, secret) = self.key.take().unwrap_or_default();
        let before = self.pairs.len();
        let push = Push { pairs: &mut *self.pairs, name: name.into(), place: Place::Field };
        value.serialize(push)?;
        self.pairs.iter_mut().skip(before).for_each(|pair| pair.secret_name = secret);
        Ok(())
    }

    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        value.serialize(Push { pairs: self.pairs, name: key.into(), place: Place::Field })
    }

    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::{form, push};

    #[derive(Serialize)]
    struct Filter {
        name: &'static str,
        tags: Vec<u8>,
        limit: Option<u8>,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Order {
        Newest,
    }

    fn pairs<T: Serialize>(value: &T) -> Result<String, String> {
        let mut pairs = Vec::new();
        push(&mut pairs, "q".into(), value).map_err(|unfit| unfit.to_string())?;
        Ok(pairs
            .iter()
            .map(|pair| format!("{}={}", pair.name, pair.value))
            .collect::<Vec<_>>()
            .join("&"))
    }

    #[test]
    fn a_value_contributes_its_pairs() {
        let filter = Filter { name: "x", tags: vec![1, 2], limit: None };
        assert_eq!(pairs(&"a b").unwrap(), "q=a b");
        assert_eq!(pairs(&7).unwrap(), "q=7");
        assert_eq!(pairs(&0.5).unwrap(), "q=0.5");
        assert_eq!(pairs(&None::<u8>).unwrap(), "");
        assert_eq!(pairs(&Some(true)).unwrap(), "q=true");
        assert_eq!(pairs(&Order::Newest).unwrap(), "q=newest");
        assert_eq!(pairs(&["a", "b"]).unwrap(), "q=a&q=b");
        assert_eq!(pairs(&Some(vec![1, 2])).unwrap(), "q=1&q=2");
        assert_eq!(pairs(&Vec::<u8>::new()).unwrap(), "");
        assert_eq!(pairs(&filter).unwrap(), "name=x&tags=1&tags=2");
        assert_eq!(pairs(&BTreeMap::from([("a", 1), ("b", 2)])).unwrap(), "a=1&b=2");
    }

    #[test]
    fn what_has_no_form_in_a_query_is_refused() {
        assert!(pairs(&vec![vec![1]]).unwrap_err().contains("is a list"));
        assert!(pairs(&vec![Some(1), None]).unwrap_err().contains("absent"));
        assert!(pairs(&f64::NAN).unwrap_err().contains("not finite"));
        let nested = BTreeMap::from([("a", BTreeMap::from([("b", 1)]))]);
        assert!(pairs(&nested).unwrap_err().contains("a struct inside a struct"));
        assert!(pairs(&()).unwrap_err().contains("a unit"));
    }

    #[test]
    fn a_form_is_made_of_named_values() {
        let filter = Filter { name: "a b", tags: vec![1, 2], limit: None };
        assert_eq!(form(&filter).unwrap(), "name=a+b&tags=1&tags=2");
        assert_eq!(form(&Some(&filter)).unwrap(), "name=a+b&tags=1&tags=2");
        assert_eq!(form(&BTreeMap::from([("a", 0.5)])).unwrap(), "a=0.5");
        assert_eq!(form(&[("a", "1"), ("a", "&")]).unwrap(), "a=1&a=%26");
        assert_eq!(form(&vec![("a", 1)]).unwrap(), "a=1");
        assert_eq!(form(&Vec::<(&str, u8)>::new()).unwrap(), "");
        assert!(form(&"a").unwrap_err().to_string().contains("without a name"));
        assert!(form(&vec![1]).unwrap_err().to_string().contains("without a name"));
        assert!(form(&vec![vec![1, 2]]).unwrap_err().to_string().contains("without a name"));
        assert!(form(&vec![("a", 1, 2)]).unwrap_err().to_string().contains("than pairs"));
        assert!(form(&vec![("a", f64::NAN)]).unwrap_err().to_string().contains("not finite"));
        let nan = BTreeMap::from([("a", f64::NAN)]);
        assert!(form(&nan).unwrap_err().to_string().contains("not finite"));
        let absent = BTreeMap::from([("a", [Some(1), None])]);
        assert!(form(&absent).unwrap_err().to_string().contains("absent"));
        assert!(form(&vec![&filter]).unwrap_err().to_string().contains("inside a struct"));
    }
}
