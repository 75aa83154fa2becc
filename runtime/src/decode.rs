//! A response's body, turned into the value that was asked for.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;

use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::attempt::Response;
use crate::error::text::{cut, escape};
use crate::error::{BODY_KEPT, Error, Kind, Outcome};
use crate::response::Raw;
use crate::secret::Secrets;

mod path;

/// What could not be decoded, and where.
#[derive(Debug)]
pub(crate) struct Undecodable {
    what: String,
    path: Option<String>,
}

impl Undecodable {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), path: None }
    }
}

/// Where a value of some type is put.
pub(crate) trait Slot: Any {
    /// Puts the value of a JSON text there.
    fn read(&mut self, text: &str) -> Result<(), serde_json::Error>;

    /// Puts there what stands for no JSON at all; false if that is no value.
    fn read_nothing(&mut self) -> bool;
}

impl<T: DeserializeOwned + 'static> Slot for Option<T> {
    fn read(&mut self, text: &str) -> Result<(), serde_json::Error> {
        match serde_json::from_str(text) {
            Ok(value) => *self = Some(value),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn read_nothing(&mut self) -> bool {
        *self = T::deserialize(Nothing).ok();
        self.is_some()
    }
}

/// Decodes JSON. What stands in `slot` after an error means nothing.
///
/// A byte order mark is skipped (RFC 8259 §8.1), the content type is no more than a hint.
pub(crate) fn json(slot: &mut dyn Slot, raw: &Raw) -> Result<(), Undecodable> {
    let body = raw.body();
    if raw.status() == StatusCode::NO_CONTENT || without_bom(body).trim_ascii().is_empty() {
        let what = "the response is empty, where a JSON value is due";
        return slot.read_nothing().then_some(()).ok_or_else(|| Undecodable::new(what));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let at = error.valid_up_to();
        Undecodable::new(format!("the response is not UTF-8 from byte {at} on"))
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    slot.read(text).map_err(|error| place(text, &error, raw, slot))
}

/// A body behind its byte order mark, if it has one.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(body)
}

/// Says where and why `text` can't be read. Secrets are replaced before anything is cut to its length:
/// half a secret would not be recognised any more.
fn place(text: &str, error: &serde_json::Error, raw: &Raw, slot: &mut dyn Slot) -> Undecodable {
    let secrets = raw.secrets();
    let shown = |text: &str| escape(&secrets.redact(text));
    let content_type =
        raw.headers().get(CONTENT_TYPE).map(|label| String::from_utf8_lossy(label.as_bytes()));
    let content_type = content_type.map_or("no content type".to_owned(), |label| {
        format!("content type `{}`", cut(&secrets.redact(&label), 100))
    });
    if text.trim_start().starts_with('<') {
        return Undecodable::new(format!(
            "the response is an HTML page, where JSON is due: a proxy answered, or the base URL is \
             not the API's ({content_type})"
        ));
    }
    let fault = path::find(text, error, slot);
    let path = fault.path.map(|path| shown(&path));
    let place = path.as_ref().map_or("its top level".to_owned(), |path| format!("`{path}`"));
    let near = snippet(text, fault.at, secrets);
    Undecodable {
        what: format!(
            "the response can't be read at {place}: {} ({content_type}); near `{near}`",
            shown(&error.to_string()),
        ),
        path,
    }
}

/// The text around a place, of 200 characters at most.
fn snippet(text: &str, at: usize, secrets: &Secrets) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let from = before.len() - tail(before, 120).len();
    let near = secrets.redact_between(text, from, before.len() + head(after, 40).len());
    cut(near.trim(), 199)
}

/// The last `chars` characters.
fn tail(text: &str, chars: usize) -> &str {
    let from = text.char_indices().rev().nth(chars.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(from..).unwrap_or(text)
}

/// The first `chars` characters.
fn head(text: &str, chars: usize) -> &str {
    let to = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    text.get(..to).unwrap_or(text)
}

/// The error for a 2xx response whose body can't be used.
pub(crate) fn error(response: &Response, secrets: &Secrets, undecodable: Undecodable) -> Error {
    let what = format!("{} (status {})", undecodable.what, response.status.as_u16());
    let error = Error::new(Kind::Decode, Outcome::Done, what)
        .with_status(response.status)
        .with_request_id(crate::send::request_id(&response.headers, secrets))
        .with_response_id(find_id(&response.body).map(|id| secrets.redact(&id)))
        .with_body(secrets.redact_bytes(&response.body, BODY_KEPT));
    match undecodable.path {
        Some(path) => error.with_json_path(path),
        None => error,
    }
}

/// A top-level string `id`, from a body that may be cut off or hold anything else that is wrong.
pub(crate) fn find_id(body: &[u8]) -> Option<String> {
    struct Ids<'f>(&'f RefCell<Option<String>>);

    impl<'de> Visitor<'de> for Ids<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<String>()? {
                if key == "id" {
                    if let serde_json::Value::String(id) = map.next_value()? {
                        *self.0.borrow_mut() = Some(id);
                    }
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(())
        }
    }

    let found = RefCell::new(None);
    // Whatever stands behind the id may be broken: what was found until then counts.
    let _ = serde_json::Deserializer::from_slice(without_bom(body)).deserialize_map(Ids(&found));
    found.into_inner().filter(|id| !id.is_empty())
}

/// What an absent body decodes to: `None`, `()`, and nothing else.
struct Nothing;

impl<'de> Deserializer<'de> for Nothing {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("nothing"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn an_id_is_found_in_what_is_left_of_a_body() {
        for (name, body, id) in [
            ("whole", r#"{"id": "a", "x": 1}"#, Some("a")),
            ("cut off", r#"{"x": [1, 2], "id": "a", "y": {"z"#, Some("a")),
            ("cut off inside", r#"{"id": "a"#, None),
            ("behind a byte order mark", "\u{FEFF}{\"id\": \"a\"}", Some("a")),
            ("not text", r#"{"id": 7}"#, None),
            ("nested only", r#"{"job": {"id": "a"}}"#, None),
            ("a list", r#"[{"id": "a"}]"#, None),
            ("HTML", "<html>", None),
        ] {
            assert_eq!(find_id(body.as_bytes()).as_deref(), id, "{name}");
        }
    }

    #[test]
    fn a_decode_error_names_the_place() {
        #[derive(Debug, serde::Deserialize)]
        #[expect(dead_code, reason = "only decoded")]
        struct Job {
            items: Vec<u8>,
        }
        let body = Bytes::from_static(br#"{"items": [1, 2, "x"]}"#);
        let raw = Raw::ready(Response {
            status: StatusCode::OK,
            headers: http::HeaderMap::new(),
            body,
            open: None,
        });
        let error = json(&mut None::<Job>, &raw).unwrap_err();
        assert_eq!(error.path.as_deref(), Some("items[2]"));
        assert!(error.what.contains("expected u8"), "{}", error.what);
        assert!(error.what.contains(r#"near `{"items": [1, 2, "x"]}`"#), "{}", error.what);
    }
}
