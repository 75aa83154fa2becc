//! A request as it is shown.
//!
//! What is a secret by its type or its name is replaced where it stands. Other places that repeat one are
//! left alone if it is a short one: `q` may be a secret and the name of a parameter.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use url::Url;

use super::{REDACTED, Secrets, json, names_a_secret};
use crate::request::content::Content;

impl Secrets {
    pub(crate) fn show_url(&self, url: &Url) -> String {
        self.redact_long(self.shown_url.as_deref().unwrap_or(url.as_str()))
    }

    pub(crate) fn show_header(&self, value: &HeaderValue) -> String {
        if value.is_sensitive() {
            return REDACTED.to_owned();
        }
        value.to_str().map_or(REDACTED.to_owned(), |value| self.redact_long(value))
    }

    pub(crate) fn show_headers<'h>(&'h self, headers: &'h HeaderMap) -> impl fmt::Debug + 'h {
        ShownHeaders(headers, self)
    }

    /// The JSON that is sent.
    pub(crate) fn show_json(&self, sent: &Bytes) -> String {
        self.show_text(self.shown_body.as_ref().unwrap_or(sent))
    }

    /// The pairs of the form that is sent.
    pub(crate) fn show_form(&self, sent: &Bytes) -> Vec<(String, String)> {
        let sent = self.shown_body.as_ref().unwrap_or(sent);
        let pairs = url::form_urlencoded::parse(sent);
        let shown = pairs.map(|(name, value)| {
            let hidden = names_a_secret(&name) && !value.is_empty();
            let value = if hidden { REDACTED.to_owned() } else { self.redact_long(&value) };
            (self.redact_long(&name), value)
        });
        shown.collect()
    }

    /// A content that is text.
    pub(crate) fn show_content(&self, content: &Content, text: &Bytes) -> String {
        if content.secret { REDACTED.to_owned() } else { self.show_text(text) }
    }

    fn show_text(&self, text: &Bytes) -> String {
        let text = String::from_utf8_lossy(text);
        json::redact(&text, self, true).unwrap_or_else(|| self.redact_long(&text))
    }
}

struct ShownHeaders<'h>(&'h HeaderMap, &'h Secrets);

impl fmt::Debug for ShownHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(headers, secrets) = self;
        let shown = headers.iter().map(|(name, value)| (name, secrets.show_header(value)));
        f.debug_map().entries(shown).finish()
    }
}
