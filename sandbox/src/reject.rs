//! The answers that refuse a request, in the forms that FastAPI gives them.

use std::time::Duration;

use http::{HeaderName, StatusCode, header};
use serde_json::{Value, json};

use crate::reply::Reply;

/// Why a request is refused.
#[derive(Debug)]
pub(crate) enum Reject {
    /// 429, with the time after which there is room.
    TooMany(Duration),
    /// One sentence.
    Because(StatusCode, &'static str),
    /// 422 with a list of what is wrong.
    Invalid(Vec<Complaint>),
    /// 405, with the methods that the path takes.
    Method(Vec<String>),
}

/// One thing that is wrong with a request.
#[derive(Debug)]
pub(crate) struct Complaint {
    at: Vec<Value>,
    kind: &'static str,
    msg: String,
    input: Option<Value>,
    ctx: Option<Value>,
}

impl Reject {
    /// What was to be kept, or was kept, is out of reach: no room on the disk, most likely.
    pub(crate) const NOT_KEPT: Self =
        Self::Because(StatusCode::INTERNAL_SERVER_ERROR, "The sandbox can't reach its files");

    pub(crate) fn not_found(detail: &'static str) -> Self {
        Self::Because(StatusCode::NOT_FOUND, detail)
    }

    pub(crate) fn bad_request(detail: &'static str) -> Self {
        Self::Because(StatusCode::BAD_REQUEST, detail)
    }

    pub(crate) fn conflict(detail: &'static str) -> Self {
        Self::Because(StatusCode::CONFLICT, detail)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::Because(StatusCode::UNAUTHORIZED, "Invalid authentication token")
    }

    pub(crate) fn too_large() -> Self {
        Self::Because(StatusCode::PAYLOAD_TOO_LARGE, "Request body too large")
    }

    /// A body that is no JSON.
    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        let at = vec![json!("body"), json!(error.column())];
        let complaint = Complaint::new(at, "json_invalid", "JSON decode error");
        let ctx = json!({ "error": error.to_string() });
        Self::Invalid(vec![complaint.input(json!({})).ctx(ctx)])
    }
}

impl From<Reject> for Reply {
    fn from(reject: Reject) -> Self {
        match reject {
            Reject::Because(status, detail) => {
                let reply = Self::json(status, &json!({ "detail": detail }));
                if status == StatusCode::UNAUTHORIZED {
                    reply.header(header::WWW_AUTHENTICATE, "Bearer")
                } else {
                    reply
                }
            }
            Reject::TooMany(pause) => {
                let seconds = pause.as_secs().saturating_add(u64::from(pause.subsec_nanos() > 0));
                let detail = json!({ "detail": "Rate limit exceeded" });
                Self::json(StatusCode::TOO_MANY_REQUESTS, &detail)
                    .header(header::RETRY_AFTER, &seconds.to_string())
            }
            Reject::Invalid(complaints) => {
                let detail: Vec<Value> = complaints.into_iter().map(Complaint::into_json).collect();
                Self::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "detail": detail }))
            }
            Reject::Method(methods) => {
                let name: HeaderName = header::ALLOW;
                let detail = json!({ "detail": "Method Not Allowed" });
                Self::json(StatusCode::METHOD_NOT_ALLOWED, &detail)
                    .header(name, &methods.join(", "))
            }
        }
    }
}

impl Complaint {
    /// Where it is.
    pub(crate) fn place(&self) -> &[Value] {
        &self.at
    }

    /// What it is.
    pub(crate) fn message(&self) -> &str {
        &self.msg
    }

    pub(crate) fn new(at: Vec<Value>, kind: &'static str, msg: impl Into<String>) -> Self {
        Self { at, kind, msg: msg.into(), input: None, ctx: None }
    }

    pub(crate) fn missing(at: Vec<Value>) -> Self {
        Self::new(at, "missing", "Field required").input(Value::Null)
    }

    pub(crate) fn less_than(at: Vec<Value>, least: i64) -> Self {
        let msg = format!("Input should be greater than or equal to {least}");
        Self::new(at, "greater_than_equal", msg).ctx(json!({ "ge": least }))
    }

    pub(crate) fn more_than(at: Vec<Value>, most: i64) -> Self {
        let msg = format!("Input should be less than or equal to {most}");
        Self::new(at, "less_than_equal", msg).ctx(json!({ "le": most }))
    }

    pub(crate) fn not_one_of(at: Vec<Value>, values: &[Value]) -> Self {
        let quoted = |value: &Value| value.as_str().map_or(value.to_string(), |s| format!("'{s}'"));
        let expected = match values {
            [] => String::new(),
            [only] => quoted(only),
            [first @ .., last] => {
                let first: Vec<String> = first.iter().map(quoted).collect();
                format!("{} or {}", first.join(", "), quoted(last))
            }
        };
        Self::new(at, "enum", format!("Input should be {expected}"))
            .ctx(json!({ "expected": expected }))
    }

    pub(crate) fn input(self, input: Value) -> Self {
        Self { input: Some(input), ..self }
    }

    pub(crate) fn ctx(self, ctx: Value) -> Self {
        Self { ctx: Some(ctx), ..self }
    }

    fn into_json(self) -> Value {
        let mut complaint = json!({ "type": self.kind, "loc": self.at, "msg": self.msg });
        let extras = [("input", self.input), ("ctx", self.ctx)];
        if let Some(members) = complaint.as_object_mut() {
            let given = extras.into_iter().filter_map(|(key, value)| Some((key.into(), value?)));
            members.extend(given);
        }
        complaint
    }
}
