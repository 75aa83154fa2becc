//! How the service says what was wrong. It is a FastAPI service: `{"detail": …}`.

use endpoint::{ErrorDetail, ErrorFormat, FieldError};
use serde_json::Value;

/// `{"detail": "text"}`, or `{"detail": [{"loc": ["body", "job_config"], "msg": "…", "type": "…"}]}`.
pub(crate) fn error_format() -> ErrorFormat {
    ErrorFormat::new(|response| {
        let body: Value = serde_json::from_slice(response.body).unwrap_or_default();
        let mut detail = match body.get("detail").unwrap_or(&Value::Null) {
            Value::Null => ErrorDetail::default(),
            Value::String(text) => ErrorDetail::new(text.as_str()),
            Value::Array(errors) => of_fields(errors),
            other => ErrorDetail::new(other.to_string()),
        };
        detail.spent = is_spent(&detail.message);
        detail.hint = hint(response.status.as_u16(), &detail.message).to_owned();
        Some(detail)
    })
}

/// What to do, where the service's words leave that open.
fn hint(status: u16, message: &str) -> &'static str {
    match (status, message) {
        (401, _) => "check the API key, and that it is one of this region's",
        // What it says of a path that it does not have; a thing that is missing is named.
        (404, "Not Found") | (410, _) => {
            "the service does not have this endpoint: is the base URL right? Newer releases of the \
             service may have dropped it"
        }
        _ => "",
    }
}

fn of_fields(errors: &[Value]) -> ErrorDetail {
    let fields: Vec<FieldError> = errors.iter().map(field).collect();
    let lines: Vec<String> = fields
        .iter()
        .map(|field| match field.location.as_str() {
            "" => field.message.clone(),
            location => format!("{location}: {}", field.message),
        })
        .collect();
    let mut detail = ErrorDetail::new(lines.join("; "));
    detail.fields = fields;
    detail
}

fn field(error: &Value) -> FieldError {
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let location = error.get("loc").and_then(Value::as_array).map(|loc| location(loc));
    FieldError::new(location.unwrap_or_default(), text("msg")).with_code(text("type"))
}

/// `["body", "languages", 3]` as `body.languages[3]`.
fn location(loc: &[Value]) -> String {
    let mut out = String::new();
    for step in loc {
        match step {
            Value::String(name) if out.is_empty() => out.push_str(name),
            Value::String(name) => {
                out.push('.');
                out.push_str(name);
            }
            index => out.push_str(&format!("[{index}]")),
        }
    }
    out
}

/// Whether a message says that nothing is left to pay with, which waiting does not mend. A message
/// that is read so wrongly stops retries and does no other harm.
fn is_spent(message: &str) -> bool {
    let message = message.to_lowercase();
    let of_money = ["credit", "quota", "payment", "billing"];
    let is_over = [
        "exceed",
        "insufficient",
        "exhaust",
        "used up",
        "spent",
        "not enough",
        "ran out",
        "run out",
        "no more",
        "required",
        "out of",
    ];
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    says(&of_money) && says(&is_over)
}
