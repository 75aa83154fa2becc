//! The names that a header may have.

/// Why a name can't be declared, and what to do instead, where a name that can is `written` so; `None` if
/// it can. A form and parts don't leave their `media_type` open.
pub(crate) fn refused(
    name: &str,
    media_type: bool,
    written: fn(&str) -> String,
) -> Option<(String, String)> {
    let lower = name.to_ascii_lowercase();
    if !is_token(&lower) {
        // `x-version: 1` is a name and a value.
        let name_part = lower.split([':', '=']).next().unwrap_or_default().trim();
        let plain: String = name_part
            .chars()
            .map(|char| if char.is_ascii_alphanumeric() { char } else { '-' })
            .collect();
        let plain = plain.trim_matches('-');
        let plain = if plain.is_empty() || !lower.is_ascii() { "request-id" } else { plain };
        return Some((
            format!("`{name}` is not the name of a header"),
            format!("a name has letters, digits and `-`: write `{}`", written(plain)),
        ));
    }
    if lower == "content-type" && !media_type {
        return Some((
            "the header `content-type` follows from the body".to_owned(),
            "take it out: `#[form]` sends `application/x-www-form-urlencoded`, `#[part]` sends \
             `multipart/form-data`; beside `#[body]` and `#[body(raw)]` it may be declared"
                .to_owned(),
        ));
    }
    OWNED.contains(&lower.as_str()).then(|| {
        (
            format!("the header `{lower}` belongs to the transport"),
            "take it out: it is set when the request is sent".to_owned(),
        )
    })
}

/// Whether a header can carry the value.
pub(crate) fn can_carry(value: &str) -> bool {
    value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte))
}

/// A name as the role of an argument or a field has it.
pub(crate) fn as_role(name: &str) -> String {
    format!("#[header(\"{name}\")]")
}

/// RFC 9110, 5.6.2.
fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Framing and the connection: set by the HTTP library, or not allowed in HTTP/2 (RFC 9113, 8.2.2).
const OWNED: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["temporal-namespace", "X-Request-Id", "x_y", "authorization", "if-match"] {
            assert_eq!(refused(name, false, str::to_owned), None, "{name}");
        }
        for name in ["a b", "ü", "a:b", "Host", "content-length", "Content-Type", "TE", "\n"] {
            assert!(refused(name, false, str::to_owned).is_some(), "{name}");
        }
        assert_eq!(refused("content-type", true, str::to_owned), None);
        for (name, plain) in
            [("X-A: 1", "x-a"), (" x a ", "x-a"), ("x=1", "x"), (": 1", "request-id")]
        {
            let (_, help) = refused(name, false, as_role).unwrap();
            assert!(help.contains(&format!("#[header(\"{plain}\")]")), "{name}: {help}");
        }
    }
}
