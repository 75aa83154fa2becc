//! Secrets taken out of JSON, which stays JSON.

use super::names::names_a_secret_number;
use super::redact::SHORTEST;
use super::{REDACTED, Secrets, names_a_secret};

/// `text` without the secrets, all else as it was; `None` if it is no JSON. Of a request the values are
/// taken out whose names speak of secrets, and no short ones that may stand there by chance.
pub(super) fn redact(text: &str, secrets: &Secrets, by_name: bool) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let out = String::with_capacity(text.len());
    let mut walk = Walk { secrets, by_name, out, depth: 0, next: None, inside: None };
    walk.tokens(text);
    Some(walk.out)
}

struct Walk<'s> {
    secrets: &'s Secrets,
    by_name: bool,
    out: String,
    depth: usize,
    /// What is taken out of the value that comes next.
    next: Option<Hide>,
    /// What is taken out of the list or object that began at this depth.
    inside: Option<(usize, Hide)>,
}

/// Which values a name calls secrets.
#[derive(Clone, Copy)]
enum Hide {
    Texts,
    TextsAndNumbers,
}

impl Walk<'_> {
    fn tokens(&mut self, mut rest: &str) {
        while let Some(first) = rest.chars().next() {
            let len = match first {
                '"' => self.string(rest),
                '-' | '0'..='9' => self.number(rest),
                '[' => self.list(rest),
                '{' => {
                    self.open();
                    self.copy(rest, 1)
                }
                ']' | '}' => {
                    self.inside = self.inside.filter(|(depth, _)| *depth < self.depth);
                    self.depth = self.depth.saturating_sub(1);
                    self.copy(rest, 1)
                }
                ':' => self.copy(rest, 1),
                ',' => {
                    self.next = None;
                    self.copy(rest, 1)
                }
                // A literal, or white space.
                _ => self.copy(rest, first.len_utf8()),
            };
            rest = rest.get(len..).unwrap_or_default();
        }
    }

    fn string(&mut self, rest: &str) -> usize {
        let len = string_len(rest);
        let token = rest.get(..len).unwrap_or_default();
        let text = match serde_json::from_str::<String>(token) {
            Ok(text) => text,
            // Half a character, which JSON can spell and Rust can't hold.
            Err(_) => token.trim_matches('"').to_owned(),
        };
        let is_name = rest.get(len..).is_some_and(|rest| rest.trim_start().starts_with(':'));
        let redacted = if is_name {
            self.name(&text)
        } else if self.hides().is_some() && !text.is_empty() {
            REDACTED.to_owned()
        } else if self.by_name {
            self.secrets.redact_long(&text)
        } else {
            self.secrets.redact(&text)
        };
        if redacted == text {
            self.out.push_str(token);
        } else {
            self.out.push_str(&serde_json::Value::from(redacted).to_string());
        }
        len
    }

    /// A name of a member: a short secret is left in it, as it may well be `id`.
    fn name(&mut self, name: &str) -> String {
        self.next = (self.by_name && names_a_secret(name))
            .then(|| if names_a_secret_number(name) { Hide::TextsAndNumbers } else { Hide::Texts });
        self.secrets.redact_long(name)
    }

    fn number(&mut self, rest: &str) -> usize {
        let is_part = |char: char| matches!(char, '-' | '+' | '.' | 'e' | 'E' | '0'..='9');
        let len = rest.find(|char| !is_part(char)).unwrap_or(rest.len());
        let token = rest.get(..len).unwrap_or_default();
        let hidden = matches!(self.hides(), Some(Hide::TextsAndNumbers));
        if hidden || (len >= SHORTEST && self.secrets.knows(token)) {
            self.redacted(len)
        } else {
            self.copy(rest, len)
        }
    }

    /// A list, as a whole if it is the bytes of a secret.
    fn list(&mut self, rest: &str) -> usize {
        let is_part =
            |char: char| char.is_ascii_digit() || char.is_ascii_whitespace() || char == ',';
        let inner = rest.get(1..).unwrap_or_default();
        let end = inner.find(|char| !is_part(char)).unwrap_or(0);
        if inner.get(end..).is_some_and(|rest| rest.starts_with(']')) {
            let list: String = inner.get(..end).unwrap_or_default().split_whitespace().collect();
            if self.secrets.knows(&list) {
                return self.redacted(end + 2);
            }
        }
        self.open();
        self.copy(rest, 1)
    }

    fn open(&mut self) {
        self.depth += 1;
        if let Some(hide) = self.next.take() {
            self.inside.get_or_insert((self.depth, hide));
        }
    }

    fn hides(&self) -> Option<Hide> {
        self.inside.map(|(_, hide)| hide).or(self.next)
    }

    fn copy(&mut self, rest: &str, len: usize) -> usize {
        self.out.push_str(rest.get(..len).unwrap_or_default());
        len
    }

    fn redacted(&mut self, len: usize) -> usize {
        self.out.push('"');
        self.out.push_str(REDACTED);
        self.out.push('"');
        len
    }
}

/// The length of the string that `text` begins with, quotes included.
fn string_len(text: &str) -> usize {
    let mut escaped = true;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_json() {
        let mut secrets = Secrets::default();
        for secret in ["abc/def", "1234", "x7z", "nope", "9,8,7"] {
            secrets.add(secret);
        }
        for (name, json, expected) in [
            ("nothing", r#" {"a": [1, null, "b"]} "#, r#" {"a": [1, null, "b"]} "#),
            ("a text", r#"{"a":"an abc/def!"}"#, r#"{"a":"an [redacted]!"}"#),
            ("escapes", r#"["abc\/\u0064ef\n"]"#, r#"["[redacted]\n"]"#),
            ("across an escape", r#"["\nope"]"#, r#"["\nope"]"#),
            ("a number", r#"{"n":1234,"m":12345}"#, r#"{"n":"[redacted]","m":12345}"#),
            ("a name", r#"{"abc/def":1}"#, r#"{"[redacted]":1}"#),
            ("a short one", r#"{"x7z":"x7z, x7za"}"#, r#"{"x7z":"[redacted], x7za"}"#),
            ("bytes", r#"[[ 9, 8,7 ],[9,8]]"#, r#"["[redacted]",[9,8]]"#),
            ("half a character", r#"["\ud800 abc\/def"]"#, r#"["\\ud800 [redacted]"]"#),
        ] {
            let redacted = redact(json, &secrets, false).unwrap();
            assert_eq!(redacted, expected, "{name}");
            serde_json::from_str::<serde::de::IgnoredAny>(&redacted).unwrap();
        }
        assert_eq!(redact("{", &secrets, false), None);
    }

    #[test]
    fn values_are_taken_out_by_their_names() {
        for (name, json, expected) in [
            ("text", r#"{"token":"x","a":"x"}"#, r#"{"token":"[redacted]","a":"x"}"#),
            ("number", r#"{"api_key":1,"n":1}"#, r#"{"api_key":"[redacted]","n":1}"#),
            ("count", r#"{"max_tokens":512}"#, r#"{"max_tokens":512}"#),
            ("none", r#"{"token":null,"a":"x"}"#, r#"{"token":null,"a":"x"}"#),
            (
                "inside",
                r#"{"headers":{"a":["x",{"b":"y"}],"n":1},"c":"z"}"#,
                r#"{"headers":{"a":["[redacted]",{"b":"[redacted]"}],"n":1},"c":"z"}"#,
            ),
        ] {
            assert_eq!(redact(json, &Secrets::default(), true).unwrap(), expected, "{name}");
        }
    }
}
