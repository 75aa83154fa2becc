//! What is said of an attempt that ends a call.

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use url::Url;

use super::Running;
use crate::attempt::{Failure, Reply, Response};
use crate::decode::without_bom;
use crate::error::text::escape;
use crate::error::{BODY_KEPT, Error, ErrorDetail, ErrorFormat, ErrorResponse, Kind};
use crate::retry::verdict::Word;
use crate::secret::Secrets;
use crate::transport::NO_CONNECTION;

impl Running<'_> {
    pub(super) fn error(&mut self, reply: Reply, word: Word) -> Error {
        match reply {
            Reply::Failed(failure) => {
                let deadline = failure.kind == Kind::Deadline;
                let error = self.of_failure(failure);
                if deadline { self.with_last(error) } else { error }
            }
            Reply::Broken(response, failure) => {
                let id = crate::decode::find_id(&response.body);
                let id = id.map(|id| self.request.secrets.redact(&id));
                let error = self.of_failure(failure).with_response_id(id);
                self.with_response(error, &response)
            }
            Reply::Answered(response) => {
                let error = self.of_status(&response).with_retry_after(word.advice);
                let error = error.with_should_retry(word.should_retry);
                self.with_response(error, &response)
            }
        }
    }

    fn of_failure(&self, failure: Failure) -> Error {
        let no_connection = failure.what.starts_with(NO_CONNECTION);
        let error = failure.into_error(&self.request.secrets);
        if !no_connection {
            return error;
        }
        let origin = self.request.target.url.origin().ascii_serialization();
        error.with_note(format_args!("check that {origin} is the right address, and up"))
    }

    fn of_status(&self, response: &Response) -> Error {
        let status = response.status;
        if status.is_success() {
            let expected = self.request.limits.expect.unwrap_or_default();
            let what = format!("the server answered {status}, where {expected} is expected");
            let id = crate::decode::find_id(&response.body);
            let id = id.map(|id| self.request.secrets.redact(&id));
            return Error::new(Kind::Status, self.outcome, what).with_response_id(id);
        }
        if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
            let target = target_origin(&response.headers, &self.request.target.url);
            let target = escape(&self.request.secrets.redact(&target));
            let what = format!(
                "the server answered {status} and points to {target}; redirects are not followed: \
                 check the base URL"
            );
            return Error::new(Kind::Redirect, self.outcome, what);
        }
        let detail = self.detail(response).unwrap_or_default();
        let mut what = format!("the server answered {status}");
        if !detail.message.is_empty() {
            what.push_str(": ");
            what.push_str(&detail.message);
        } else if looks_like_html(response) {
            what.push_str(": an HTML page, as from a proxy or a wrong base URL");
        }
        if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            what.push_str(
                "; it is a proxy that says so: put credentials into its URL, as in \
                 `http://user:password@proxy`",
            );
        }
        if self.request.abroad && matches!(status.as_u16(), 401 | 403) {
            what.push_str("; a presigned URL works for a while only: ask for a new one");
        }
        if !detail.hint.is_empty() {
            what.push_str("; ");
            what.push_str(&detail.hint);
        }
        let body = self.request.secrets.redact_bytes(&response.body, usize::MAX);
        let api_error = self.request.read_error.and_then(|read| read(without_bom(&body)));
        Error::new(Kind::Status, self.outcome, what).with_detail(detail).with_api_error(api_error)
    }

    pub(super) fn detail(&self, response: &Response) -> Option<ErrorDetail> {
        let secrets = &self.request.secrets;
        // All that has been read: JSON that is cut off is none.
        let body = secrets.redact_bytes(&response.body, usize::MAX);
        let (status, headers) = (response.status, &response.headers);
        let shown = ErrorResponse { status, headers, body: without_bom(&body) };
        let mut detail = if self.request.abroad {
            ErrorFormat::default().read(&shown)?
        } else {
            self.request.client.error_format().read(&shown)?
        };
        // Once more: what the body spelled with escapes is plain text only now.
        let shown = |text: &str| escape(&secrets.redact(text));
        detail.message = shown(&detail.message);
        detail.hint = secrets.redact(&detail.hint);
        for field in &mut detail.fields {
            field.location = shown(&field.location);
            field.message = shown(&field.message);
            field.code = shown(&field.code);
        }
        Some(detail)
    }

    fn with_response(&self, error: Error, response: &Response) -> Error {
        let secrets = &self.request.secrets;
        let body = secrets.redact_bytes(&response.body, BODY_KEPT);
        let id = request_id(&response.headers, secrets);
        error.with_status(response.status).with_request_id(id).with_body(body)
    }
}

/// What the server calls the request, by the names that are in use.
pub(crate) fn request_id(headers: &HeaderMap, secrets: &Secrets) -> Option<String> {
    let names = ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray"];
    let id = names.iter().find_map(|name| headers.get(*name)?.to_str().ok())?;
    Some(escape(&secrets.redact(id)))
}

pub(crate) fn looks_like_html(response: &Response) -> bool {
    let labelled = response
        .headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|content_type| content_type.to_str().ok())
        .is_some_and(|content_type| content_type.trim_start().starts_with("text/html"));
    labelled || without_bom(&response.body).trim_ascii_start().starts_with(b"<")
}

/// Where a redirect points: the origin alone, as a path or query may hold secrets.
fn target_origin(headers: &HeaderMap, base: &Url) -> String {
    let target = headers
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| base.join(location).ok());
    match target {
        Some(target) if target.origin() == base.origin() => "another place on the same host".into(),
        Some(target) => target.origin().ascii_serialization(),
        None => "nowhere".into(),
    }
}
