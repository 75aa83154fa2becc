//! A request while it is put together, whatever puts it together: an expansion, a struct of parameters, or
//! a call's own options.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use memchr::memchr;
use serde_json::json;

use super::content::Content;
use super::json::{self, Json, ToJson};
use super::part::{NamedPart, ToPart};
use super::query::{self, Pair};
use super::raw::ToBody;
use super::roles::{FormBody, HeaderText, QueryValue};
use super::{buffer, path, scalar};
use crate::call::Options;
use crate::client::Client;
use crate::endpoints::Endpoint;
use crate::error::Error;
use crate::params::{BodyKind, Names};
use crate::secret::{REDACTED, Secrets, hiding, names_a_secret, noting};

/// A request as far as it is known; the first mistake is kept, and reported when the call is awaited.
pub(crate) struct Draft {
    pub(crate) client: Client,
    pub(crate) endpoint: Endpoint,
    pub(crate) options: Options,
    pub(crate) accept: &'static str,
    pub(super) path: String,
    /// What of the template has not been copied to `path` yet.
    pub(super) rest: &'static str,
    /// Which bytes of `path` must not be shown.
    pub(super) secret_segments: Vec<Range<usize>>,
    pub(super) query: Vec<Pair>,
    pub(super) headers: HeaderMap,
    pub(super) body: BodyDraft,
    /// A body of JSON or a form as it is shown, once a secret stands in it.
    pub(super) shown_body: Option<Vec<u8>>,
    pub(super) secrets: Secrets,
    pub(super) error: Option<Error>,
}

pub(super) enum BodyDraft {
    Empty,
    /// A JSON object whose closing brace is still missing.
    Members(Vec<u8>),
    Json(Bytes),
    Form(Bytes),
    Parts(Vec<NamedPart>),
    Raw(Content),
}

impl Draft {
    pub(super) fn new(client: &Client, endpoint: Endpoint) -> Self {
        Self {
            client: client.clone(),
            endpoint,
            options: Options::default(),
            accept: "*/*",
            path: String::with_capacity(endpoint.template().len() + 40),
            rest: endpoint.template(),
            secret_segments: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: BodyDraft::Empty,
            shown_body: None,
            secrets: Secrets::default(),
            error: None,
        }
    }

    /// Takes note of a mistake. The first one is reported: later ones may follow from it.
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    pub(super) fn path_value(
        &mut self,
        name: &str,
        text: Result<Option<String>, scalar::Unfit>,
        mut secret: bool,
    ) {
        // The placeholders come in the template's order, so this one is the next.
        if let Some((literal, rest)) = split_once(self.rest, b'{') {
            path::push_literal(&mut self.path, literal);
            self.rest = split_once(rest, b'}').map_or("", |(_, rest)| rest);
        }
        if let Ok(Some(text)) = &text
            && names_a_secret(name)
        {
            self.secrets.add_guessed(text);
            secret = true;
        }
        let start = self.path.len();
        let encoded = match text {
            Ok(Some(text)) => path::push_segment(&mut self.path, &text),
            Ok(None) => Err("is missing".to_owned()),
            Err(unfit) => Err(unfit.to_string()),
        };
        if let Err(what) = encoded {
            self.fail(Error::build(format!("the path value `{name}` {what}")));
        } else if secret {
            self.secret_segments.push(start..self.path.len());
        }
    }

    pub(crate) fn query<T: QueryValue + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.push_query(name, Cow::Borrowed(name), value);
    }

    pub(crate) fn query_or<T: QueryValue + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        default: &'static str,
    ) {
        if json::is_absent(value) { self.query(name, default) } else { self.query(name, value) }
    }

    /// Adds a parameter that the call names, in the place of what is known under that name or beside it.
    pub(crate) fn call_query<T: QueryValue + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
        replace: bool,
    ) {
        if name.is_empty() {
            return self.fail(Error::build("a query parameter needs a name"));
        }
        if replace {
            self.query.retain(|known| known.name != name);
            self.options.replaced_query.push(name.to_owned());
        }
        let mut added = Vec::new();
        let own = Cow::Owned(name.to_owned());
        let (pushed, _) = noting(&mut self.secrets, || query::push(&mut added, own, value));
        if let Err(unfit) = pushed {
            return self.fail(Error::build(format!("the query parameter `{name}` {unfit}")));
        }
        for pair in added {
            // What stands here keeps the client's default of that name away.
            if !self.query.iter().any(|known| known.name == pair.name)
                && let Some(default) = self.query_value(&pair.name).map(str::to_owned)
            {
                self.query.push(Pair::new(pair.name.clone(), default));
            }
            self.query.push(pair);
        }
    }

    fn push_query<T: QueryValue + ?Sized>(
        &mut self,
        name: &str,
        own: Cow<'static, str>,
        value: &T,
    ) {
        let query = &mut self.query;
        let (pushed, _) = noting(&mut self.secrets, || query::push(query, own, value));
        if let Err(unfit) = pushed {
            self.fail(Error::build(format!("the query parameter `{name}` {unfit}")));
        }
    }

    pub(crate) fn header<T: HeaderText + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.insert_header(HeaderName::from_bytes(name.as_bytes()), name, value);
    }

    pub(crate) fn header_or<T: HeaderText + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        default: &'static str,
    ) {
        if json::is_absent(value) { self.header(name, default) } else { self.header(name, value) }
    }

    pub(crate) fn call_header<T: HeaderText + ?Sized>(&mut self, name: &str, value: &T) {
        let parsed = HeaderName::from_bytes(name.as_bytes());
        if let BodyDraft::Raw(content) = &mut self.body
            && parsed.as_ref().is_ok_and(|parsed| *parsed == CONTENT_TYPE)
            && !json::is_absent(value)
        {
            content.content_type = None;
        }
        self.insert_header(parsed, name, value);
    }

    fn insert_header<T: HeaderText + ?Sized>(
        &mut self,
        parsed: Result<HeaderName, http::header::InvalidHeaderName>,
        name: &str,
        value: &T,
    ) {
        let Ok(parsed) = parsed else {
            return self.fail(Error::build(format!("`{}` is no header name", name.escape_debug())));
        };
        if crate::client::is_owned_by_transport(&parsed) {
            let what = format!("the header `{parsed}` is set by the transport, and can't be given");
            return self.fail(Error::build(what));
        }
        let (text, secret) = noting(&mut self.secrets, || scalar::text(value));
        match text {
            Ok(None) => {}
            Ok(Some(text)) => match header_value(&text) {
                Ok(mut value) => {
                    if secret || crate::client::is_sensitive(&parsed) {
                        value.set_sensitive(true);
                        self.secrets.add_header(&parsed, &text);
                    }
                    self.headers.insert(parsed, value);
                }
                Err(what) => self.fail(Error::build(format!("the header `{parsed}` {what}"))),
            },
            Err(unfit) => self.fail(Error::build(format!("the header `{parsed}` {unfit}"))),
        }
    }

    /// Refuses a struct with a name that is sent already, or with a body for which there is no room.
    pub(super) fn expect_apart(&mut self, names: &Names) {
        let has_room = matches!(self.body, BodyDraft::Empty)
            && !matches!(self.endpoint.method(), Method::GET | Method::HEAD);
        if names.body() != BodyKind::Nothing && !has_room {
            let what =
                "the parameters have fields that go into the body, and there is no room for them";
            self.fail(Error::build(what));
        }
        let queries = self.query.iter().map(|pair| ("query", pair.name.as_ref()));
        let headers = self.headers.keys().map(|name| ("header", name.as_str()));
        let sent: Vec<(&str, &str)> = queries.chain(headers).collect();
        if let Some(name) = names.first_shared(&sent) {
            let what = format!("the parameter `{name}` is sent twice by this endpoint");
            self.fail(Error::build(what));
        }
    }

    /// A struct that declares a body has one, also if all its fields are absent.
    pub(super) fn begin_params(&mut self, names: &Names) {
        match names.body() {
            BodyKind::Nothing => {}
            BodyKind::Members => {
                if matches!(self.body, BodyDraft::Empty) {
                    self.body = BodyDraft::Members(begin_object());
                }
            }
            BodyKind::Parts => self.expect_parts(),
        }
    }

    pub(crate) fn member(&mut self, name: &str, value: &dyn ToJson) {
        let BodyDraft::Members(json) = &mut self.body else {
            let what = format!("the member `{name}` has no JSON object to stand in");
            return self.fail(Error::build(what));
        };
        if value.is_absent() {
            return;
        }
        let before = json.len();
        let (pushed, secret) = noting(&mut self.secrets, || json::push_member(json, name, value));
        if secret {
            let shown = self.shown_body.get_or_insert_with(|| head(json, before).to_vec());
            if shown.starts_with(b"{") {
                let len = shown.len();
                if hiding(|| json::push_member(shown, name, value)).is_err() {
                    shown.truncate(len);
                    // A text always is JSON.
                    let _ = json::push_member(shown, name, &Json(REDACTED));
                }
            }
        } else if let Some(shown) = self.shown_body.as_mut().filter(|json| json.starts_with(b"{")) {
            shown.extend_from_slice(json.get(before..).unwrap_or_default());
        }
        if let Err(error) = pushed {
            self.fail(Error::build(format!("the field `{name}` can't be sent as JSON: {error}")));
        }
    }

    /// Sets a member of the JSON body that the declaration doesn't know.
    pub(crate) fn body_field(&mut self, name: &str, value: &dyn ToJson) {
        let method = self.endpoint.method();
        match &self.body {
            BodyDraft::Members(_) => {}
            BodyDraft::Empty if matches!(method, Method::GET | Method::HEAD) => {
                let what = format!(
                    "`{name}` can't be added to the body, as a {method} has none: set a query \
                     parameter or a header"
                );
                return self.fail(Error::build(what));
            }
            BodyDraft::Empty => self.body = BodyDraft::Members(begin_object()),
            BodyDraft::Json(json) => match json.trim_ascii().strip_suffix(b"}") {
                Some(open) if open.starts_with(b"{") => {
                    self.body = BodyDraft::Members(open.trim_ascii_end().to_vec());
                    if let Some(shown) = self.shown_body.as_mut().filter(|s| s.starts_with(b"{")) {
                        shown.pop();
                    }
                }
                _ => {
                    let what = format!("`{name}` can't be added to a body that is no JSON object");
                    return self.fail(Error::build(what));
                }
            },
            BodyDraft::Form(_) | BodyDraft::Parts(_) | BodyDraft::Raw(_) => {
                let what = format!("`{name}` can't be added to a body that is no JSON object");
                return self.fail(Error::build(what));
            }
        }
        if let BodyDraft::Members(json) = &mut self.body
            && let Err(error) = json::remove_member(json, name)
        {
            return self.fail(Error::build(format!("`{name}` can't be replaced: {error}")));
        }
        if let Some(shown) = self.shown_body.as_mut().filter(|json| json.starts_with(b"{"))
            && json::remove_member(shown, name).is_err()
        {
            self.shown_body = Some(json!(REDACTED).to_string().into());
        }
        self.member(name, value);
    }

    pub(super) fn json(&mut self, value: &dyn ToJson) {
        if value.is_absent() {
            return;
        }
        let (json, secret) = noting(&mut self.secrets, || json::to_vec(value));
        self.shown_body = secret.then(|| {
            hiding(|| json::to_vec(value)).unwrap_or_else(|_| json!(REDACTED).to_string().into())
        });
        match json {
            Ok(json) => self.body = BodyDraft::Json(buffer::finish(json)),
            Err(error) => self.fail(Error::build(format!("the body is no JSON: {error}"))),
        }
    }

    pub(super) fn form<T: FormBody + ?Sized>(&mut self, value: &T) {
        if json::is_absent(value) {
            return;
        }
        let (form, secret) = noting(&mut self.secrets, || query::form(value));
        self.shown_body = secret
            .then(|| hiding(|| query::form(value)).unwrap_or_else(|_| REDACTED.into()).into());
        match form {
            Ok(form) => self.body = BodyDraft::Form(form.into()),
            Err(unfit) => self.fail(Error::build(format!(
                "the body is no form: it {unfit}; a form is a struct or a map of plain values and lists"
            ))),
        }
    }

    pub(super) fn raw<T: ToBody + ?Sized>(&mut self, value: &T) {
        if let Some(body) = value.to_body() {
            self.body = BodyDraft::Raw(body.content);
        }
    }

    pub(super) fn expect_parts(&mut self) {
        if !matches!(self.body, BodyDraft::Parts(_)) {
            self.body = BodyDraft::Parts(Vec::new());
        }
    }

    pub(crate) fn part<T: ToPart + ?Sized>(&mut self, name: &'static str, value: &T) {
        let BodyDraft::Parts(parts) = &mut self.body else {
            let what = format!("the part `{name}` has no multipart body to stand in");
            return self.fail(Error::build(what));
        };
        parts.extend(value.to_parts().into_iter().map(|part| NamedPart { name, part }));
    }

    /// What the query parameter `name` says so far, by the call or the client.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        if let Some(pair) = self.query.iter().find(|known| known.name == name) {
            return Some(&pair.value);
        }
        let replaced = self.options.replaced_query.iter().any(|replaced| replaced == name);
        if replaced { None } else { self.client.default_query(name) }
    }

    /// The path so far, without the secrets that stand in it by their type or name.
    pub(super) fn shown_path(&self) -> String {
        let mut shown = String::with_capacity(self.path.len());
        let mut copied = 0;
        for segment in &self.secret_segments {
            shown.push_str(self.path.get(copied..segment.start).unwrap_or_default());
            shown.push_str(REDACTED);
            copied = segment.end;
        }
        shown.push_str(self.path.get(copied..).unwrap_or_default());
        shown
    }

    /// The mistake that was made, if one was; the draft is good for nothing then.
    pub(crate) fn take_error(&mut self) -> Option<Error> {
        let error = self.error.take()?;
        Some(error.with_endpoint(self.endpoint))
    }

    /// Another draft of the same request, for its next page. A mistake is not copied.
    pub(crate) fn duplicate(&self) -> Box<Self> {
        Box::new(Self {
            client: self.client.clone(),
            endpoint: self.endpoint,
            options: self.options.clone(),
            accept: self.accept,
            path: self.path.clone(),
            rest: self.rest,
            secret_segments: self.secret_segments.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            body: match &self.body {
                BodyDraft::Empty => BodyDraft::Empty,
                BodyDraft::Members(json) => BodyDraft::Members(json.clone()),
                BodyDraft::Json(json) => BodyDraft::Json(json.clone()),
                BodyDraft::Form(form) => BodyDraft::Form(form.clone()),
                BodyDraft::Parts(parts) => BodyDraft::Parts(parts.clone()),
                BodyDraft::Raw(content) => BodyDraft::Raw(content.clone()),
            },
            shown_body: self.shown_body.clone(),
            secrets: self.secrets.clone(),
            error: None,
        })
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut secrets = self.secrets.clone();
        secrets.add_client(self.client.secrets());
        f.debug_struct("Request")
            .field("endpoint", &self.endpoint)
            .field("path", &secrets.redact_long(&self.shown_path()))
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// What stands before and behind a byte of ASCII. `str::split_once` takes five times as long for a text as short
/// as a template is.
fn split_once(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = memchr(byte, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn head(json: &[u8], len: usize) -> &[u8] {
    json.get(..len).unwrap_or_default()
}

/// A header's value; the message says what is wrong with it, and never shows it.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, &'static str> {
    if !text.is_ascii() {
        return Err("has a value with characters outside ASCII, which headers can't carry");
    }
    // RFC 9110 §5.5 allows a tab inside a value; `HeaderValue` checks the rest.
    HeaderValue::from_str(text)
        .map_err(|_| "has a value with a line break or another control character")
}

/// An object without members.
fn begin_object() -> Vec<u8> {
    let mut json = buffer::take();
    json.push(b'{');
    json
}
