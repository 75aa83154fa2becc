//! Tokens as their author would write them, for helps that repeat them.

use proc_macro2::{Delimiter, Literal, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

use crate::syntax::option;

enum Before {
    Nothing,
    Word,
    Group,
    Sign(char, Spacing),
}

/// `header("a" = "1", "b" = "2")`, with the blanks that rustfmt would leave.
pub(crate) fn spelled(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    let mut before = Before::Nothing;
    for token in tokens.to_token_stream() {
        let (piece, kind) = match &token {
            TokenTree::Group(group) => grouped(group.delimiter(), group.stream()),
            TokenTree::Punct(sign) => {
                (sign.as_char().to_string(), Before::Sign(sign.as_char(), sign.spacing()))
            }
            word => (word.to_string(), Before::Word),
        };
        if blank_between(&before, &kind, &piece) {
            text.push(' ');
        }
        text.push_str(&piece);
        before = kind;
    }
    text
}

fn grouped(delimiter: Delimiter, stream: TokenStream) -> (String, Before) {
    let inner = spelled(stream);
    match delimiter {
        Delimiter::Parenthesis => (format!("({inner})"), Before::Group),
        Delimiter::Bracket => (format!("[{inner}]"), Before::Group),
        Delimiter::Brace => (format!("{{{inner}}}"), Before::Group),
        Delimiter::None => (inner, Before::Word),
    }
}

fn blank_between(before: &Before, next: &Before, piece: &str) -> bool {
    match (before, next) {
        (Before::Nothing | Before::Sign(_, Spacing::Joint), _) => false,
        (Before::Sign('=' | ',' | ';' | '|' | '+', _), _) => true,
        (Before::Sign('>', _), Before::Word) => true,
        (Before::Sign(..), _) => false,
        (_, Before::Sign(sign, _)) => matches!(sign, '=' | '|' | '+'),
        (_, Before::Group) => piece.starts_with('{'),
        (_, Before::Word | Before::Nothing) => true,
    }
}

/// The text as a literal.
pub(crate) fn quoted(text: &str) -> String {
    Literal::string(text).to_string()
}

/// The first text among the tokens, but for what a macro is given: that makes something else of it.
pub(crate) fn first_text(tokens: &TokenStream) -> Option<String> {
    let mut before = ' ';
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) if before != '!' => {
                if let Some(text) = first_text(&group.stream()) {
                    return Some(text);
                }
            }
            TokenTree::Literal(literal) => {
                if let Some(text) = content(&literal) {
                    return Some(text);
                }
            }
            TokenTree::Punct(sign) => {
                before = sign.as_char();
                continue;
            }
            TokenTree::Group(_) | TokenTree::Ident(_) => {}
        }
        before = ' ';
    }
    None
}

/// What a text says: `"a"`, `"a"x`, `b"a"` and `c"a"`.
pub(crate) fn content(literal: &Literal) -> Option<String> {
    match syn::parse2(literal.to_token_stream()).ok()? {
        syn::Lit::Str(text) => Some(text.value()),
        syn::Lit::ByteStr(bytes) => String::from_utf8(bytes.value()).ok(),
        syn::Lit::CStr(text) => text.value().into_string().ok(),
        _ => None,
    }
}

/// `()`, `[]` or `{}` alone: what is in it.
pub(crate) fn lone_group(tokens: &TokenStream) -> Option<(Delimiter, TokenStream)> {
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) => Some((group.delimiter(), group.stream())),
        _ => None,
    }
}

/// The text that is all of it.
pub(crate) fn lone_text(tokens: &TokenStream) -> Option<String> {
    option::text(tokens).map(|text| text.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_spelled_as_written() {
        for text in [
            "timeout = \"30s\"",
            "header(\"a\" = \"1\", \"b , c\" = \"2\")",
            "error = Result<Vec<u8>, &'static str>",
            "error = [u8; 4]",
            "get => \"/jobs\"",
            "x-version = \"1\"",
            "http::Method::GET",
            "env!(\"A\")",
            "a | b",
            "idempotent",
        ] {
            let tokens: TokenStream = text.parse().unwrap();
            assert_eq!(spelled(&tokens), text);
        }
    }

    #[test]
    fn first_texts() {
        for (tokens, expected) in [
            ("\"a\" + \"b\"", Some("a")),
            ("(x, [\"a\"])", Some("a")),
            ("b\"a\"", Some("a")),
            ("concat!(\"a\", \"b\")", None),
            ("String::from(\"a\")", Some("a")),
            ("A", None),
        ] {
            assert_eq!(first_text(&tokens.parse().unwrap()).as_deref(), expected, "{tokens}");
        }
    }
}
