//! A request as a command line of `curl`.

use http::header::CONTENT_TYPE;

use crate::request::content::Source;
use crate::request::part::Part;
use crate::request::{Encoded, Prepared};
use crate::secret::{REDACTED, Secrets, names_a_secret};

/// The command line, without the secrets of the request.
pub(super) fn command(request: &Prepared) -> String {
    let secrets = &request.secrets;
    let url = secrets.show_url(&request.url);
    let mut command = format!("curl --request {} {}", request.method, quoted(&url));
    let mut add = |option: &str, value: &str| {
        command.push(' ');
        command.push_str(option);
        command.push(' ');
        command.push_str(&quoted(value));
    };
    for (name, value) in &request.headers {
        // The boundary is curl's to choose.
        if name == CONTENT_TYPE && matches!(request.body, Encoded::Multipart(_)) {
            continue;
        }
        add("--header", &format!("{name}: {}", secrets.show_header(value)));
    }
    match &request.body {
        Encoded::Empty => {}
        Encoded::Json(json) => add("--data-raw", &secrets.show_json(json)),
        Encoded::Form(form) => {
            for (name, value) in secrets.show_form(form) {
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
                add("--data-binary", &secrets.redact(&format!("@{}", path.display())));
            }
            Source::Bytes(_) | Source::Stream(_) => add("--data-binary", "@-"),
        },
    }
    command
}

/// A part as curl is told of it.
fn form(name: &str, part: &Part, secrets: &Secrets) -> (&'static str, String) {
    let mut value = match &part.content.source {
        Source::Text(text) => {
            let hidden = names_a_secret(name) && !text.is_empty();
            let text = secrets.show_content(&part.content, text);
            let text = if hidden { REDACTED } else { &text };
            return ("--form-string", format!("{name}={text}"));
        }
        Source::Bytes(_) | Source::Stream(_) => format!("{name}=@-"),
        Source::File(path) => format!("{name}=@\"{}\"", path.display()),
    };
    if let Ok(Some(file_name)) = part.sent_file_name() {
        value.push_str(&format!(";filename=\"{}\"", file_name.replace('"', "%22")));
    }
    if let Some(content_type) = &part.content.content_type {
        value.push_str(";type=");
        value.push_str(content_type);
    }
    ("--form", secrets.redact(&value))
}

/// A word of a POSIX shell (and of those that are like it).
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
