//! What can be the name of an argument, told by its characters: a lexer would report text that is no
//! name as an error of its own, over the whole attribute.

use proc_macro2::{Ident, Span};
use quote::ToTokens;

/// Whether the text is a name, a keyword included.
pub(crate) fn is_ident(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|char| char == '_' || char.is_alphabetic());
    starts && text != "_" && chars.all(is_word)
}

/// Whether a name of these characters is taken by the language: `type`, `self`.
pub(crate) fn is_keyword(text: &str) -> bool {
    let is_taken =
        || syn::parse2::<Ident>(Ident::new(text, Span::call_site()).into_token_stream()).is_err();
    text.is_ascii() && is_ident(text) && is_taken()
}

/// `*path`, `id:[0-9]+`, `r#type` and `job id` -> the name that is most likely meant.
pub(crate) fn plain(text: &str) -> Option<String> {
    let text = text.strip_prefix("r#").unwrap_or(text);
    let text = text.trim_matches(|char| !is_word(char)).replace([' ', '\t'], "_");
    let name: String = text.chars().take_while(|char| is_word(*char)).collect();
    let has_letters = name.chars().any(char::is_alphabetic);
    let name = if is_ident(&name) { name } else { format!("_{name}") };
    has_letters.then_some(name)
}

/// An argument that sends `wire` in a role: `#[query("page-size")] page_size`.
pub(crate) fn argument(role: &str, wire: &str, name: &str) -> String {
    let name: String =
        name.chars().map(|char| if is_word(char) { char } else { '_' }).collect::<String>();
    let name = plain(name.trim_matches('_')).unwrap_or_else(|| "value".to_owned());
    let sent = if role == "header" { name.replace("_", "-") } else { name.clone() };
    let role = if sent == wire { format!("#[{role}]") } else { format!("#[{role}(\"{wire}\")]") };
    match name.as_str() {
        // These can't be raw identifiers.
        "self" | "Self" | "super" | "crate" => format!("{role} {}_", name.to_lowercase()),
        name if is_keyword(name) => format!("{role} r#{name}"),
        name => format!("{role} {name}"),
    }
}

fn is_word(char: char) -> bool {
    char == '_' || char.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["id", "job_id", "_1", "ü", "type", "X"] {
            assert!(is_ident(name), "{name}");
        }
        // Each of these would be an error of the lexer, or no name.
        for text in ["", "_", "1", "1e", "0x", "it's", "r#type", "a b", "/*", "\"", "[", "a-b"] {
            assert!(!is_ident(text) && !is_keyword(text), "{text}");
        }
        assert!(is_keyword("type") && is_keyword("self") && !is_keyword("id") && !is_keyword("Ⓐ"));
    }

    #[test]
    fn names_that_are_likely_meant() {
        for (text, name) in [
            (" id ", Some("id")),
            ("*rest", Some("rest")),
            ("id:[0-9]+", Some("id")),
            ("r#type", Some("type")),
            ("job id", Some("job_id")),
            ("2fa", Some("_2fa")),
            ("1e", Some("_1e")),
            ("0", None),
            ("_", None),
            ("-", None),
        ] {
            assert_eq!(plain(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn arguments_for_a_name() {
        for (role, wire, name, written) in [
            ("query", "limit", "limit", "#[query] limit"),
            ("query", "type", "type", "#[query] r#type"),
            ("query", "self", "self", "#[query] self_"),
            ("query", "api-version", "api-version", "#[query(\"api-version\")] api_version"),
            ("query", "$filter", "f", "#[query(\"$filter\")] f"),
            ("query", "filter[name]", "filter[name]", "#[query(\"filter[name]\")] filter_name"),
            ("header", "x-job", "x_job", "#[header] x_job"),
            ("header", "x-job", "id", "#[header(\"x-job\")] id"),
            ("query", "1", "1", "#[query(\"1\")] value"),
        ] {
            assert_eq!(argument(role, wire, name), written);
        }
    }
}
