//! A request that is complete: the same for every attempt.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use memchr::memchr2;
use percent_encoding::percent_decode_str;

use super::buffer;
use super::draft::{BodyDraft, Draft, header_value};
use super::encoded::{Encoded, Multipart};
use super::path::{self, is_dots};
use super::query::Pair;
use crate::call::Limits;
use crate::client::{Client, Target};
use crate::endpoints::Endpoint;
use crate::error::{Error, ReadError};
use crate::secret::{REDACTED, Secrets};
use crate::throttle::Throttle;
use crate::value::Delivery;

/// What goes over the wire, and how long that may take.
pub(crate) struct Prepared {
    pub(crate) client: Client,
    pub(crate) endpoint: Endpoint,
    pub(crate) method: Method,
    pub(crate) target: Arc<Target>,
    /// The headers of this request alone.
    pub(crate) own_headers: HeaderMap,
    pub(crate) accept: &'static str,
    /// Of a body whose kind does not tell it.
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: Encoded,
    pub(crate) secrets: Secrets,
    pub(crate) limits: Limits,
    /// How the body of a failed status is read.
    pub(crate) read_error: Option<ReadError>,
    /// Whether it goes to another origin than the client's, which is sent no key.
    pub(crate) abroad: bool,
    pub(crate) delivery: Delivery,
}

impl Prepared {
    /// The headers of one attempt.
    pub(crate) fn headers(&self) -> HeaderMap {
        let has_json = matches!(self.body, Encoded::Json(_));
        let is_usual = self.own_headers.is_empty()
            && !self.abroad
            && self.accept == JSON
            && (has_json || matches!(self.body, Encoded::Empty));
        match is_usual {
            true => self.client.complete_headers(has_json, || self.composed_headers()),
            false => self.composed_headers(),
        }
    }

    /// What follows from the body, or stands in the place of that.
    fn content_type(&self) -> Option<HeaderValue> {
        match &self.body {
            Encoded::Empty => None,
            Encoded::Json(_) => Some(HeaderValue::from_static(JSON)),
            Encoded::Form(_) => Some(HeaderValue::from_static("application/x-www-form-urlencoded")),
            Encoded::Multipart(_) | Encoded::Raw(_) => self.content_type.clone(),
        }
    }

    /// Its own headers, then the client's defaults that these leave open.
    fn composed_headers(&self) -> HeaderMap {
        let defaults = (!self.abroad).then(|| self.client.default_headers());
        let len = self.own_headers.len() + defaults.map_or(0, HeaderMap::len) + 2;
        let mut headers = HeaderMap::with_capacity(len);
        for (name, value) in &self.own_headers {
            headers.append(name, value.clone());
        }
        for (name, value) in defaults.into_iter().flatten() {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        headers.entry(ACCEPT).or_insert_with(|| HeaderValue::from_static(self.accept));
        if let Some(content_type) = self.content_type() {
            headers.entry(CONTENT_TYPE).or_insert(content_type);
        }
        headers
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        self.client.throttle(self.abroad)
    }
}

impl Draft {
    /// Completes the request with the client's defaults; the first mistake made so far is reported.
    pub(crate) fn prepare(mut self: Box<Self>) -> Result<Box<Prepared>, Error> {
        if let Some(error) = self.take_error() {
            return Err(error);
        }
        let endpoint = self.endpoint;
        self.finish().map_err(|error| error.with_endpoint(endpoint))
    }

    fn finish(mut self: Box<Self>) -> Result<Box<Prepared>, Error> {
        path::push_literal(&mut self.path, self.rest);
        let (target, shown_url) = self.target()?;
        let mut own_headers = self.headers;
        let is_members = matches!(self.body, BodyDraft::Members(_));
        let body = match self.body {
            BodyDraft::Empty => Encoded::Empty,
            BodyDraft::Json(json) => Encoded::Json(json),
            BodyDraft::Form(form) => Encoded::Form(form),
            BodyDraft::Members(mut json) => {
                json.push(b'}');
                Encoded::Json(buffer::finish(json))
            }
            BodyDraft::Parts(parts) => {
                Encoded::Multipart(Arc::new(Multipart::new(parts).map_err(Error::build)?))
            }
            BodyDraft::Raw(content) => Encoded::Raw(Arc::new(content.for_all_attempts())),
        };
        let content_type = match &body {
            Encoded::Empty | Encoded::Json(_) | Encoded::Form(_) => None,
            Encoded::Multipart(_) if own_headers.contains_key(CONTENT_TYPE) => {
                let what = "the header `content-type` of a multipart body holds the boundary of its \
                            parts, and can't be given";
                return Err(Error::build(what));
            }
            Encoded::Multipart(multipart) => {
                let content_type = HeaderValue::try_from(multipart.content_type());
                Some(
                    content_type
                        .map_err(|_| Error::build("the multipart boundary is no header value"))?,
                )
            }
            // One that a call sets has taken that of its body away.
            Encoded::Raw(content)
                if content.content_type.is_some() || !own_headers.contains_key(CONTENT_TYPE) =>
            {
                let media_type = content.media_type().unwrap_or("text/plain; charset=utf-8");
                let media_type = header_value(media_type)
                    .map_err(|what| Error::build(format!("the body's content type {what}")))?;
                own_headers.remove(CONTENT_TYPE);
                Some(media_type)
            }
            Encoded::Raw(_) => None,
        };
        let mut secrets = self.secrets;
        secrets.add_client(self.client.secrets());
        secrets.shown_url = shown_url;
        secrets.shown_body = self.shown_body.map(|mut shown| {
            if is_members && shown.starts_with(b"{") {
                shown.push(b'}');
            }
            shown.into()
        });
        for pair in self.query.iter().filter(|pair| pair.secret) {
            secrets.add_guessed(&pair.value);
        }
        secrets.look_into(body.clone());
        let limits = self.options.limits(&self.client, &body);
        Ok(Box::new(Prepared {
            method: self.endpoint.method(),
            client: self.client,
            endpoint: self.endpoint,
            target,
            own_headers,
            accept: self.accept,
            content_type,
            body,
            secrets,
            limits,
            read_error: self.options.read_error,
            abroad: false,
            delivery: self.options.delivery,
        }))
    }

    /// The URL: base, path, the call's query, then the client's defaults that the call leaves open; and
    /// how it is shown, if a secret stands in it.
    fn target(&self) -> Result<(Arc<Target>, Option<Box<str>>), Error> {
        let may_have_dots = memchr2(b'.', b'%', self.path.as_bytes()).is_some();
        if may_have_dots && self.path.split('/').any(is_dots) {
            let path = self.secrets.redact_long(&self.shown_path());
            let path = percent_decode_str(&path).decode_utf8_lossy();
            let what = format!("the path `{}` has a segment `.` or `..`", path.escape_debug());
            return Err(Error::build(what));
        }
        let is_secret = |pair: &Pair| pair.secret || pair.secret_name;
        let has_secrets = !self.secret_segments.is_empty() || self.pairs().any(is_secret);
        let target = self.sent_to(has_secrets);
        let len = target.url.as_str().len();
        if len > LONGEST_URL {
            return Err(Error::build(format!(
                "the URL has {len} bytes, and can't be sent with more than {LONGEST_URL}: put less \
                 into its path and query"
            )));
        }
        Ok((target, has_secrets.then(|| self.shown_url().into())))
    }

    /// One with secrets is not kept.
    fn sent_to(&self, has_secrets: bool) -> Arc<Target> {
        let base = self.client.base();
        let path: Cow<'_, str> = match base.path().trim_end_matches('/') {
            "" => self.path.as_str().into(),
            before => [before, &self.path].concat().into(),
        };
        let query: Cow<'_, str> =
            match self.query.is_empty() && self.options.replaced_query.is_empty() {
                true => self.client.complete_query(|| self.query_text(Pair::sent)).into(),
                false => self.query_text(Pair::sent).into(),
            };
        if let Some(target) = self.client.urls().find(&path, &query).filter(|_| !has_secrets) {
            return target;
        }
        let mut url = base.clone();
        url.set_path(&path);
        if !query.is_empty() {
            url.set_query(Some(&query));
        }
        let uri = self.client.transport().takes_uris().then(|| url.as_str().parse().ok()).flatten();
        let target = Arc::new(Target { url, uri });
        if !has_secrets {
            self.client.urls().keep(&target);
        }
        target
    }

    fn shown_url(&self) -> String {
        let query = self.query_text(Pair::shown);
        let mark = if query.is_empty() { "" } else { "?" };
        [self.client.base_url(), &self.shown_path(), mark, &query].concat()
    }

    fn query_text<'p>(&'p self, pair: fn(&'p Pair) -> [&'p str; 2]) -> String {
        let mut text = String::new();
        for (index, [name, value]) in self.pairs().map(pair).enumerate() {
            if index == 0 {
                text = String::with_capacity(64);
            } else {
                text.push('&');
            }
            push(&mut text, name);
            text.push('=');
            push(&mut text, value);
        }
        text
    }

    fn pairs(&self) -> impl Iterator<Item = &Pair> {
        let defaults = self.client.default_queries().iter().filter(|default| {
            !self.query.iter().any(|known| known.name == default.name)
                && !self.options.replaced_query.iter().any(|replaced| *replaced == default.name)
        });
        self.query.iter().chain(defaults)
    }
}

/// Appends a name or a value of the query.
fn push(url: &mut String, text: &str) {
    match text {
        REDACTED => url.push_str(text),
        _ => path::push_text(url, text),
    }
}

const JSON: &str = "application/json";
/// What `http::Uri` holds.
const LONGEST_URL: usize = u16::MAX as usize - 1;
