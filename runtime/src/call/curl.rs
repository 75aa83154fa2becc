//! A request as a command line of `curl`.

use std::path::Path;

use http::Method;
use http::header::CONTENT_TYPE;
use url::form_urlencoded;

use crate::request::content::Source;
use crate::request::part::{self, Part};
use crate::request::{Encoded, Prepared};
use crate::secret::{REDACTED, Secrets, names_a_secret};
use crate::transport::announces_nothing;

/// The command line, without the secrets of the request.
pub(super) fn command(request: &Prepared) -> String {
    let secrets = &request.secrets;
    let mut command = match request.method {
        // It would wait for a body otherwise.
        Method::HEAD => "curl --head".to_owned(),
        ref method => format!("curl --request {method}"),
    };
    let url = secrets.show_url(&request.target.url);
    if url.contains(['[', ']', '{', '}']) {
        command.push_str(" --globoff");
    }
    command.push(' ');
    command.push_str(&quoted(&url));
    let mut add = |option: &str, value: &str| {
        command.push(' ');
        command.push_str(option);
        command.push(' ');
        command.push_str(&quoted(value));
    };
    for (name, value) in &request.headers() {
        // The boundary is curl's to choose.
        if name == CONTENT_TYPE && matches!(request.body, Encoded::Multipart(_)) {
            continue;
        }
        let value = secrets.show_header(value);
        if value.is_empty() {
            // With a colon curl would leave it out.
            add("--header", &format!("{name};"));
        } else {
            add("--header", &format!("{name}: {value}"));
        }
    }
    match &request.body {
        Encoded::Empty if announces_nothing(&request.method) => {
            add("--header", "content-length: 0");
        }
        Encoded::Empty => {}
        Encoded::Json(json) => add("--data-raw", &secrets.show_json(json)),
        Encoded::Form(form) if form.is_empty() => add("--data-raw", ""),
        Encoded::Form(form) => {
            for (name, value) in secrets.show_form(form) {
                // Curl encodes the value, and takes the name as it is.
                let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
                add("--data-urlencode", &format!("{name}={value}"));
            }
        }
        Encoded::Multipart(multipart) => {
            for (name, part) in multipart.parts() {
                let (option, value) = form(name, part, secrets);
                add(option, &value);
            }
        }
        Encoded::Raw(content) => match &content.source {
            Source::Text(text) => add("--data-raw", &secrets.show_content(content, text)),
            Source::File(path) => {
                add("--data-binary", &secrets.redact(&format!("@{}", file(path))));
            }
            Source::Bytes(_) | Source::Stream(_) => add("--data-binary", "@-"),
        },
    }
    command
}

/// A part as curl is told of it.
fn form(name: &str, part: &Part, secrets: &Secrets) -> (&'static str, String) {
    let hidden = names_a_secret(name);
    let name = part::quoted(name);
    let content_type = part.content.media_type();
    let file_name = part.sent_file_name().ok().flatten();
    let mut value = match &part.content.source {
        Source::Text(text) => {
            let shown = secrets.show_content(&part.content, text);
            let shown = if hidden && !text.is_empty() { REDACTED } else { &shown };
            if content_type.is_none() && file_name.is_none() {
                return ("--form-string", format!("{name}={shown}"));
            }
            format!("{name}={}", escaped(shown))
        }
        Source::Bytes(_) | Source::Stream(_) => format!("{name}=@-"),
        Source::File(path) => format!("{name}=@{}", escaped(&file(path))),
    };
    if let Some(file_name) = file_name {
        value.push_str(";filename=");
        value.push_str(&escaped(&part::quoted(&file_name)));
    }
    if let Some(content_type) = content_type {
        value.push_str(";type=");
        value.push_str(content_type);
    }
    ("--form", secrets.redact(&value))
}

/// A path that is not taken for standard input.
fn file(path: &Path) -> String {
    let path = path.display().to_string();
    if path == "-" { "./-".to_owned() } else { path }
}

/// A value of `--form`, in which commas and semicolons mean nothing.
fn escaped(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A word of a POSIX shell (and of those that are like it).
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
