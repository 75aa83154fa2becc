//! The secrets of a call, taken out of what is shown.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use percent_encoding::utf8_percent_encode;

use super::REDACTED;
use crate::error::BoxError;
use crate::error::text::escape;
use crate::request::path::SEGMENT;

/// The secrets of one client or call, to be replaced in what the server says.
///
/// Most calls never come to show anything, so that taking note of a secret costs next to nothing: how it
/// may be spelled is found out when it is to be replaced.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    known: Vec<Box<str>>,
    of_client: Option<Arc<Secrets>>,
    /// The JSON that is sent. Its members may hold secrets that no type calls so.
    sent: Option<Bytes>,
    /// Every spelling of all of them, the longer first: one secret may contain another.
    spellings: OnceLock<Vec<Box<str>>>,
}

impl Secrets {
    /// Adds a secret that is replaced whatever its length.
    pub(crate) fn add(&mut self, secret: &str) {
        if !secret.is_empty() && !self.known.iter().any(|known| **known == *secret) {
            self.known.push(secret.into());
            self.spellings.take();
        }
    }

    /// Adds those of the client that makes the call.
    pub(crate) fn add_client(&mut self, of_client: &Arc<Self>) {
        self.of_client = Some(Arc::clone(of_client));
        self.spellings.take();
    }

    /// Takes note of the JSON that is sent.
    pub(crate) fn look_into(&mut self, sent: Bytes) {
        self.sent = Some(sent);
        self.spellings.take();
    }

    fn spellings(&self) -> &[Box<str>] {
        self.spellings.get_or_init(|| {
            let mut all = Self { known: self.known.clone(), ..Self::default() };
            if let Some(of_client) = &self.of_client {
                all.extend(of_client);
            }
            if let Some(Ok(body)) = self.sent.as_deref().map(serde_json::from_slice) {
                all.add_named(&body);
            }
            let mut spellings: Vec<_> =
                all.known.iter().flat_map(|secret| spelled(secret)).collect();
            spellings.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            spellings.dedup();
            spellings
        })
    }

    /// Adds the texts that are secrets by the name of the member that holds them.
    fn add_named(&mut self, value: &serde_json::Value) {
        match value {
            serde_json::Value::Array(values) => values.iter().for_each(|v| self.add_named(v)),
            serde_json::Value::Object(members) => {
                for (name, value) in members {
                    if names_a_secret(name) { self.add_texts(value) } else { self.add_named(value) }
                }
            }
            _ => {}
        }
    }

    /// Adds what a sensitive header carries; of `Bearer x` also the `x`.
    pub(crate) fn add_header(&mut self, value: &str) {
        self.add(value);
        if let Some((_, credentials)) = value.split_once(' ') {
            self.add(credentials.trim());
        }
    }

    /// Adds a value that is a secret by its name alone. One that is very short is none: replacing it
    /// would make a server's words unreadable and hide nothing.
    pub(crate) fn add_guessed(&mut self, value: &str) {
        if value.len() >= SHORTEST {
            self.add_header(value);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(super) fn add_texts(&mut self, value: &serde_json::Value) {
        match value {
            serde_json::Value::String(text) if text.len() >= SHORTEST => self.add(text),
            serde_json::Value::Array(values) => values.iter().for_each(|v| self.add_texts(v)),
            serde_json::Value::Object(values) => values.values().for_each(|v| self.add_texts(v)),
            _ => {}
        }
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        other.known.iter().for_each(|secret| self.add(secret));
    }

    pub(crate) fn redact(&self, text: &str) -> String {
        self.spellings().iter().fold(text.to_owned(), |text, secret| {
            if text.contains(&**secret) { text.replace(&**secret, REDACTED) } else { text }
        })
    }

    /// The first `most` bytes of `bytes`, secrets replaced before the rest is cut off: half a secret
    /// would not be recognised any more.
    pub(crate) fn redact_bytes(&self, bytes: &Bytes, most: usize) -> Bytes {
        let text = String::from_utf8_lossy(bytes);
        if self.spellings().iter().any(|secret| text.contains(&**secret)) {
            let mut redacted = Bytes::from(self.redact(&text));
            redacted.truncate(most);
            return redacted;
        }
        match bytes.get(..most) {
            // A copy, as a part of it would hold on to the whole.
            Some(first) => Bytes::copy_from_slice(first),
            None => bytes.clone(),
        }
    }

    /// `cause` itself, or if it or a cause behind it shows a secret, what is left of its words.
    pub(crate) fn redact_cause(&self, cause: BoxError) -> BoxError {
        let shown = format!("{cause:?} {}", chain(&*cause));
        if self.redact(&shown) == shown {
            return cause;
        }
        escape(&self.redact(&chain(&*cause))).into()
    }

    /// The length of the longest, in bytes.
    pub(crate) fn longest(&self) -> usize {
        self.spellings().first().map_or(0, |secret| secret.len())
    }

    /// Where the secret ends that stands around `at`; `at` if there is none.
    pub(crate) fn end_of_any_around(&self, text: &str, at: usize) -> usize {
        let ends = self.spellings().iter().filter_map(|secret| {
            let mut from = at.saturating_sub(secret.len());
            while !text.is_char_boundary(from) {
                from += 1;
            }
            let found = text.get(from..)?.match_indices(&**secret).next()?.0 + from;
            (found < at && at < found + secret.len()).then_some(found + secret.len())
        });
        ends.max().unwrap_or(at)
    }
}

/// A secret as it is, as a URL spells it, and as the server's JSON may.
fn spelled(secret: &str) -> [Box<str>; 4] {
    let encoded = utf8_percent_encode(secret, SEGMENT).to_string();
    let escaped = serde_json::Value::from(secret).to_string();
    let escaped = escaped.trim_matches('"');
    [secret.into(), encoded.into(), escaped.into(), escaped.replace('/', "\\/").into()]
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

/// Whether a field, header or query parameter of this name may hold a secret. Where no type says so
/// it is read from the name; a name too many costs no more than a value that is not shown.
pub(crate) fn names_a_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let words = ["secret", "token", "password", "authorization", "credential", "cookie"];
    let harmless = ["idempotency_key", "page_token", "next_page_token"];
    !harmless.contains(&&*name)
        && (words.iter().any(|word| name.contains(word))
            // `api_key` and `headers`, but not `keywords` or `hide_header`.
            || name.split('_').any(|word| word.ends_with("key") || word.ends_with("keys"))
            || name.ends_with("headers"))
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.known.len())
    }
}

/// A shorter text is no secret unless it is said to be one.
const SHORTEST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r50_names_that_speak_of_secrets() {
        for (name, is_secret) in [
            ("api_key", true),
            ("apiKey", true),
            ("X-Api-Key", true),
            ("x-gateway-token", true),
            ("azure_openai_key", true),
            ("webhook_signing_secret", true),
            ("webhook_headers", true),
            ("Proxy-Authorization", true),
            ("cookie", true),
            ("keys", true),
            ("keywords", false),
            ("page_token", false),
            ("Idempotency-Key", false),
            ("hide_header", false),
            ("x-request-id", false),
            ("directory_id", false),
        ] {
            assert_eq!(names_a_secret(name), is_secret, "{name}");
        }
    }
}
