//! What was received, with the secrets taken out.

use std::collections::HashMap;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, request::Parts};
use serde_json::Value;

use crate::contract::query::Query;

/// A request that a sandbox has received.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// Its method.
    pub method: Method,
    /// Its path, encoded as it came.
    pub path: String,
    /// The decoded pairs of its query, in their order.
    pub query: Vec<(String, String)>,
    /// Its headers. The values of `authorization` and of others that carry secrets are `[redacted]`.
    pub headers: HeaderMap,
    /// Its body, as far as it arrived; of a form the first 64 KiB. In JSON the values of
    /// `webhook_signing_secret`, `azure_openai_key`, `http_proxy`, `*_api_key` and of every header in
    /// `webhook_headers` are `[redacted]`; what is sent as JSON and can't be read as such is left out.
    pub body: Bytes,
    /// How long the body was.
    pub body_len: u64,
    /// The name of the operation in the contract, such as `create` or `job_items.list`; `content`
    /// for the download behind a presigned URL. None if the request fits none.
    pub operation: Option<String>,
    /// How it was answered.
    pub answer: Answer,
    /// Whether the operation was carried out, whatever was answered then: for an endpoint that
    /// changes something, whether the change was made.
    pub committed: bool,
}

/// How a request was answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// Not yet, or never, as the client went away first.
    None,
    /// With this status.
    Status(u16),
    /// With this status and a part of the body; then the connection was closed.
    Truncated(u16),
    /// Not at all: the connection was closed.
    Dropped,
}

impl ReceivedRequest {
    /// The body as JSON, if it is.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The value of a query parameter; of a repeated one the first.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a header, if it is text; of a repeated one the first.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn new(parts: &Parts, operation: Option<&str>) -> Self {
        let mut query = Query::parse(parts.uri.query()).0;
        for (_, value) in query.iter_mut().filter(|(name, _)| is_secret(name)) {
            *value = REDACTED.to_owned();
        }
        let mut headers = parts.headers.clone();
        for (name, value) in &mut headers {
            if is_secret(name.as_str()) || SECRET_HEADERS.contains(&name.as_str()) {
                *value = HeaderValue::from_static(REDACTED);
            }
        }
        Self {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query,
            headers,
            body: Bytes::new(),
            body_len: 0,
            operation: operation.map(str::to_owned),
            answer: Answer::None,
            committed: false,
        }
    }
}

/// The requests that were received, and how many for which operation.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// None if they are only counted.
    requests: Option<Vec<ReceivedRequest>>,
    counts: HashMap<String, usize>,
}

impl Record {
    pub(crate) fn new(keeps: bool) -> Self {
        Self { requests: keeps.then(Vec::new), counts: HashMap::new() }
    }

    /// Notes a request down, and gives its place if it is kept.
    pub(crate) fn add(&mut self, parts: &Parts, operation: Option<&str>) -> Option<usize> {
        if let Some(operation) = operation {
            match self.counts.get_mut(operation) {
                Some(count) => *count += 1,
                None => drop(self.counts.insert(operation.to_owned(), 1)),
            }
        }
        let requests = self.requests.as_mut()?;
        requests.push(ReceivedRequest::new(parts, operation));
        Some(requests.len() - 1)
    }

    pub(crate) fn get_mut(&mut self, place: usize) -> Option<&mut ReceivedRequest> {
        self.requests.as_mut()?.get_mut(place)
    }

    pub(crate) fn requests(&self) -> Vec<ReceivedRequest> {
        self.requests.clone().unwrap_or_default()
    }

    pub(crate) fn count(&self, operation: &str) -> usize {
        self.counts.get(operation).copied().unwrap_or(0)
    }
}

/// A JSON body with its secrets taken out; the very bytes if it has none.
pub(crate) fn redacted(body: Bytes) -> Bytes {
    let Ok(mut value) = serde_json::from_slice::<Value>(&body) else {
        return Bytes::new();
    };
    if redact(&mut value) { Bytes::from(value.to_string()) } else { body }
}

/// Whether anything had to be taken out.
fn redact(value: &mut Value) -> bool {
    let mut found = false;
    match value {
        Value::Array(elements) => {
            for element in elements {
                found |= redact(element);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let headers = (key == "webhook_headers").then(|| member.as_object_mut()).flatten();
                if let Some(headers) = headers {
                    for value in headers.values_mut() {
                        *value = Value::from(REDACTED);
                        found = true;
                    }
                } else if (is_secret(key) || key == "webhook_headers") && !member.is_null() {
                    *member = Value::from(REDACTED);
                    found = true;
                } else {
                    found |= redact(member);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    name.ends_with("api_key")
        || name.contains("secret")
        || matches!(name.as_str(), "azure_openai_key" | "http_proxy")
}

const SECRET_HEADERS: [&str; 4] =
    ["authorization", "cookie", "proxy-authorization", "x-auth-token"];
const REDACTED: &str = "[redacted]";
