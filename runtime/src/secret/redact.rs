//! The secrets of a call, taken out of what is shown.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::HeaderName;
use http::header::{AUTHORIZATION, PROXY_AUTHORIZATION};
use serde_json::Value;

use super::names::{names_a_secret, names_a_secret_number};
use super::{REDACTED, json, spelled};
use crate::error::BoxError;
use crate::error::text::escape;
use crate::request::Encoded;
use crate::request::content::Content;

/// The secrets of one client or call, to be replaced in what the server says.
///
/// Most calls never come to show anything, so that taking note of a secret costs next to nothing: what
/// they all are is found out when they are to be replaced.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    known: Vec<Box<str>>,
    of_client: Option<Arc<Secrets>>,
    /// The body that is sent. It may hold secrets that no type calls so.
    sent: Option<Encoded>,
    /// The URL that is sent, without the secrets that stand in it, if any do.
    pub(crate) shown_url: Option<Box<str>>,
    /// The JSON or form that is sent, without the secrets that stand in it, if any do.
    pub(crate) shown_body: Option<Bytes>,
    all: OnceLock<All>,
}

/// All that is to be replaced.
#[derive(Clone)]
struct All {
    texts: Vec<Box<str>>,
    /// By byte, whether one of them may begin with it, in whatever spelling.
    starts: Box<[bool; 256]>,
}

impl Secrets {
    /// Adds a secret that is one whatever its length.
    pub(crate) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if !secret.is_empty() && !self.known.iter().any(|known| **known == *secret) {
            self.known.push(secret.into());
            self.all.take();
        }
        // Of `Bearer x` also the `x`.
        if let Some((scheme, credentials)) = secret.split_once(' ')
            && SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme))
            && credentials.trim().len() >= SHORTEST
        {
            self.add(credentials);
        }
    }

    /// Adds what a sensitive header carries.
    pub(crate) fn add_header(&mut self, name: &HeaderName, value: &str) {
        self.add_guessed(value);
        // RFC 9110 §11.6.2: a scheme, whatever it is called, then the credentials.
        if [AUTHORIZATION, PROXY_AUTHORIZATION].contains(name)
            && let Some((_, credentials)) = value.trim().split_once(' ')
        {
            self.add_guessed(credentials.trim());
        }
    }

    /// Adds a value that is a secret by its name alone. One that is very short is none: replacing it
    /// would make a server's words unreadable and hide nothing.
    pub(crate) fn add_guessed(&mut self, value: &str) {
        if value.trim().len() >= SHORTEST {
            self.add(value);
        }
    }

    /// Adds those of the client that makes the call.
    pub(crate) fn add_client(&mut self, of_client: &Arc<Self>) {
        self.of_client = Some(Arc::clone(of_client));
        self.all.take();
    }

    /// Takes note of the body that is sent.
    pub(crate) fn look_into(&mut self, sent: Encoded) {
        self.sent = Some(sent);
        self.all.take();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether `text` is a secret as a whole.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.all().texts.iter().any(|secret| **secret == *text)
    }

    fn all(&self) -> &All {
        self.all.get_or_init(|| {
            let mut all = Self { known: self.known.clone(), ..Self::default() };
            if let Some(of_client) = &self.of_client {
                of_client.known.iter().for_each(|secret| all.add(secret));
            }
            match &self.sent {
                None | Some(Encoded::Empty) => {}
                Some(Encoded::Json(json)) => all.add_of_text(json),
                Some(Encoded::Form(form)) => all.add_of_form(form),
                Some(Encoded::Raw(content)) => all.add_content(content, ""),
                Some(Encoded::Multipart(multipart)) => {
                    multipart.parts().for_each(|(name, part)| all.add_content(&part.content, name));
                }
            }
            All::of(all.known)
        })
    }

    fn add_content(&mut self, content: &Content, name: &str) {
        let Some(bytes) = content.in_memory() else { return };
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        if content.secret {
            self.add(text);
        } else if names_a_secret(name) {
            self.add_guessed(text);
        }
        self.add_of_text(bytes);
    }

    /// Adds what stands under telling names in a text that is JSON or a form.
    fn add_of_text(&mut self, text: &[u8]) {
        match serde_json::from_slice(text) {
            Ok(json) => self.add_named(&json),
            Err(_) => self.add_of_form(text),
        }
    }

    fn add_of_form(&mut self, form: &[u8]) {
        let pairs = url::form_urlencoded::parse(form);
        let named = pairs.filter(|(name, _)| names_a_secret(name));
        named.for_each(|(_, value)| self.add_guessed(&value));
    }

    fn add_named(&mut self, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.add_named(value)),
            Value::Object(members) => {
                for (name, value) in members {
                    if names_a_secret(name) {
                        self.add_scalars(value, names_a_secret_number(name));
                    } else {
                        self.add_named(value);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn add_scalars(&mut self, value: &Value, numbers: bool) {
        match value {
            Value::String(text) => self.add_guessed(text),
            Value::Number(number) if numbers => self.add_guessed(&number.to_string()),
            Value::Array(values) => values.iter().for_each(|v| self.add_scalars(v, numbers)),
            Value::Object(values) => values.values().for_each(|v| self.add_scalars(v, numbers)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    pub(crate) fn redact(&self, text: &str) -> String {
        self.all().redact(text, usize::MAX, 1).into_owned()
    }

    /// The same, but for secrets that are so short that they may stand there by chance.
    pub(crate) fn redact_long(&self, text: &str) -> String {
        self.all().redact(text, usize::MAX, SHORTEST).into_owned()
    }

    /// The first `most` bytes of `bytes`, secrets replaced before the rest is cut off: half a secret
    /// would not be recognised any more. What is JSON stays JSON.
    pub(crate) fn redact_bytes(&self, bytes: &Bytes, most: usize) -> Bytes {
        let text = String::from_utf8_lossy(bytes);
        if let Cow::Owned(mut redacted) = self.all().redact(&text, most, 1) {
            // What is longer is cut off, and no JSON any more.
            if bytes.len() <= most {
                redacted = json::redact(&text, self, false).unwrap_or(redacted);
            }
            redacted.truncate(floor_char_boundary(&redacted, most));
            return redacted.into();
        }
        match bytes.get(..most) {
            // A copy, as a part of it would hold on to the whole.
            Some(first) => Bytes::copy_from_slice(first),
            None => bytes.clone(),
        }
    }

    /// `text` from byte `from` to byte `to`, without a secret that stands across one of these places.
    pub(crate) fn redact_between(&self, text: &str, from: usize, to: usize) -> String {
        self.all().redact_between(text, from, to)
    }

    /// `cause` itself, or if it or a cause behind it shows a secret, what is left of its words.
    pub(crate) fn redact_cause(&self, cause: BoxError) -> BoxError {
        let shown = format!("{cause:?} {}", chain(&*cause));
        if self.redact(&shown) == shown {
            return cause;
        }
        escape(&self.redact(&chain(&*cause))).into()
    }
}

impl All {
    fn of(texts: Vec<Box<str>>) -> Self {
        let mut starts = Box::new([false; 256]);
        let firsts = texts.iter().filter_map(|text| text.bytes().next());
        for byte in firsts.chain(*b"%\\&") {
            if let Some(start) = starts.get_mut(usize::from(byte)) {
                *start = !texts.is_empty();
            }
        }
        Self { texts, starts }
    }

    /// The first `most` bytes of `text` or more, without secrets of at least `shortest` bytes.
    fn redact<'t>(&self, text: &'t str, most: usize, shortest: usize) -> Cow<'t, str> {
        let bytes = text.as_bytes();
        let mut out = String::new();
        let (mut copied, mut at) = (0, 0);
        while at < bytes.len() && out.len() + (at - copied) <= most {
            match self.end(bytes, at, shortest) {
                Some(end) => {
                    out.push_str(text.get(copied..at).unwrap_or_default());
                    out.push_str(REDACTED);
                    (copied, at) = (end, end);
                }
                None => at += 1,
            }
        }
        if copied == 0 {
            return text.into();
        }
        while !text.is_char_boundary(at) {
            at += 1;
        }
        out.push_str(text.get(copied..at).unwrap_or_default());
        out.into()
    }

    fn redact_between(&self, text: &str, from: usize, to: usize) -> String {
        let bytes = text.as_bytes();
        let longest = self.texts.iter().map(|text| text.len()).max().unwrap_or(0);
        let mut out = String::new();
        let (mut copied, mut at) = (from, from.saturating_sub(longest * MOST_SPELLED));
        while at < to {
            match self.end(bytes, at, 1) {
                Some(end) if end > from => {
                    out.push_str(text.get(copied..at).unwrap_or_default());
                    out.push_str(REDACTED);
                    (copied, at) = (end, end);
                }
                Some(end) => at = end,
                None => at += 1,
            }
        }
        out.push_str(text.get(copied..to).unwrap_or_default());
        out
    }

    /// Where the secrets end that begin at `at` or overlap with one that does.
    fn end(&self, text: &[u8], at: usize, shortest: usize) -> Option<usize> {
        let mut end = self.longest(text, at, shortest)?;
        let mut at = at + 1;
        while at < end {
            end = end.max(self.longest(text, at, shortest).unwrap_or(0));
            at += 1;
        }
        Some(end)
    }

    fn longest(&self, text: &[u8], at: usize, shortest: usize) -> Option<usize> {
        let first = text.get(at)?;
        if !self.starts.get(usize::from(*first)).is_some_and(|start| *start) {
            return None;
        }
        let candidates = self.texts.iter().filter(|secret| secret.len() >= shortest);
        let ends = candidates.filter_map(|secret| {
            let end = spelled::end(text, at, secret.as_bytes())?;
            let counts = secret.len() >= SHORTEST || spelled::stands_alone(text, at..end);
            counts.then_some(end)
        });
        ends.max()
    }
}

/// The last place at `most` or before it at which `text` may be cut.
fn floor_char_boundary(text: &str, most: usize) -> usize {
    let mut at = most.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What an error and its causes say.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.known.len())
    }
}

/// A shorter text is no secret unless it is said to be one, and is then replaced only where it stands as
/// a word of its own.
pub(super) const SHORTEST: usize = 4;
/// So many bytes may spell one, as in `\\\u002b`.
const MOST_SPELLED: usize = 12;
/// What stands before the credentials in a header. A blank after anything else parts nothing.
const SCHEMES: [&str; 10] =
    ["Bearer", "Basic", "Token", "Digest", "ApiKey", "Api-Key", "Key", "Negotiate", "Hawk", "DPoP"];
