//! Path values, each as one segment.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::marker::PhantomData;
use std::ops::Deref;

use super::pieces::all;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters (RFC 3986 §2.3), so that no value can leave its segment.
pub(crate) const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a template's own text is sent without: all but slashes, what may stand in a segment (RFC 3986
/// §3.3), and what is encoded already.
const LITERAL: &AsciiSet = &SEGMENT
    .remove(b'/')
    .remove(b'%')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Appends the text of a template that stands between its placeholders.
pub(crate) fn push_literal(path: &mut String, literal: &str) {
    if all(literal.as_bytes(), |byte| byte == b'/' || is_unreserved(byte)) {
        path.push_str(literal);
    } else {
        path.extend(utf8_percent_encode(literal, LITERAL));
    }
}

/// Appends `text`, percent-encoded but for the unreserved characters. Most texts consist of those, and
/// are copied at once.
pub(crate) fn push_text(out: &mut String, text: &str) {
    if all(text.as_bytes(), is_unreserved) {
        out.push_str(text);
    } else {
        out.extend(utf8_percent_encode(text, SEGMENT));
    }
}

/// RFC 3986 §2.3. Without a table, so that many bytes can be looked at at once.
fn is_unreserved(byte: u8) -> bool {
    let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let is_digit = byte.wrapping_sub(b'0') < 10;
    is_letter | is_digit | (byte == b'-') | (byte == b'.') | (byte == b'_') | (byte == b'~')
}

/// Appends `text`, encoded; the error says what is wrong with it.
pub(crate) fn push_segment(path: &mut String, text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("is empty: pass the value that names what is meant".to_owned());
    }
    if is_dots(text) {
        // Percent-encoding does not help: servers and proxies decode before they resolve dots.
        return Err(format!(
            "is `{text}`, which a server would take for a step in the path: pass the value that names \
             what is meant"
        ));
    }
    push_text(path, text);
    Ok(())
}

/// Whether `segment` is `.` or `..`, as it stands or after decoding.
pub(crate) fn is_dots(segment: &str) -> bool {
    if !segment.starts_with(['.', '%']) {
        return false;
    }
    let decoded = percent_decode_str(segment).decode_utf8_lossy();
    matches!(&*decoded, "." | "..")
}

/// Turns the types that can't be one segment into compile errors, also behind an alias: method
/// resolution finds the `__single` of what is [`Several`] before that of [`AnySingle`].
#[doc(hidden)]
#[derive(Debug)]
pub struct PathProbe<T: ?Sized>(AnySingle, PhantomData<fn() -> PhantomData<T>>);

#[doc(hidden)]
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct AnySingle;

/// Implemented by nothing.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand in a path: a path value is exactly one segment",
    label = "may be none, or several",
    note = "take a value that is always there, such as `&str`, or make the argument a query parameter: `#[query]`"
)]
pub trait Single {}

impl<T: ?Sized> Default for PathProbe<T> {
    fn default() -> Self {
        Self(AnySingle, PhantomData)
    }
}

impl<T: ?Sized> Deref for PathProbe<T> {
    type Target = AnySingle;

    fn deref(&self) -> &AnySingle {
        &self.0
    }
}

#[doc(hidden)]
impl AnySingle {
    pub fn __single<U: ?Sized>(&self, _: &U) {}
}

#[doc(hidden)]
impl<T: Several + ?Sized> PathProbe<T> {
    pub fn __single<U: Single + ?Sized>(&self, _: &U) {}
}

/// What serializes, but never as one value: a call would fail whatever it is given.
#[doc(hidden)]
pub trait Several {}

impl<T> Several for Option<T> {}
impl<T> Several for [T] {}
impl<T, const N: usize> Several for [T; N] {}
impl<T> Several for Box<[T]> {}
impl<T> Several for Vec<T> {}
impl<T> Several for BTreeSet<T> {}
impl<T, S> Several for HashSet<T, S> {}
impl<K, V> Several for BTreeMap<K, V> {}
impl<K, V, S> Several for HashMap<K, V, S> {}
impl Several for () {}
impl<A, B> Several for (A, B) {}
impl<A, B, C> Several for (A, B, C) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_segment_or_an_error() {
        for (name, text, expected) in [
            ("plain", "bjb-1", Ok("bjb-1")),
            ("unreserved", "a-._~Z9", Ok("a-._~Z9")),
            ("slash", "a/b", Ok("a%2Fb")),
            ("query", "a?b#c", Ok("a%3Fb%23c")),
            ("percent", "%41", Ok("%2541")),
            ("plus and colon", "a+b:c", Ok("a%2Bb%3Ac")),
            ("space", "a b", Ok("a%20b")),
            ("outside ASCII", "ü", Ok("%C3%BC")),
            ("three dots", "...", Ok("...")),
            ("empty", "", Err(())),
            ("dot", ".", Err(())),
            ("dots", "..", Err(())),
            ("encoded dots", "%2e%2E", Err(())),
            ("half encoded dots", ".%2e", Err(())),
        ] {
            let mut path = String::new();
            let pushed = push_segment(&mut path, text).map(|()| path.as_str()).map_err(drop);
            assert_eq!(pushed, expected, "{name}");
        }
    }
}
