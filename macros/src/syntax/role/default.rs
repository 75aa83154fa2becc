//! `default = 100` in a role.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::{Lit, Type};

use super::{Kind, Literal, Word};
use crate::check::types;
use crate::errors::Errors;
use crate::suggest::nearest;
use crate::syntax::literal;

/// Where a default stands.
pub(super) struct Place<'a> {
    pub(super) word: Word,
    /// The name beside it, if there is one that can be read.
    pub(super) name: Option<String>,
    pub(super) ty: Option<&'a Type>,
}

/// `default`, or what was most likely meant to be that, and what stands behind it.
pub(super) fn in_piece(piece: &TokenStream) -> Option<(Ident, TokenStream)> {
    let mut tokens = piece.clone().into_iter();
    let Some(TokenTree::Ident(ident)) = tokens.next() else { return None };
    let text = ident.to_string();
    // One or two letters are a name more often than the beginning of this word.
    let is_meant = text.len() >= 3 && nearest(&text, &["default"]).is_some();
    is_meant.then(|| (ident, tokens.collect()))
}

/// Reads a default; what is wrong with it is in `errors` then.
pub(super) fn read(
    piece: &TokenStream,
    (ident, rest): (Ident, TokenStream),
    place: &Place<'_>,
    again: bool,
    errors: &mut Errors,
) -> Option<Literal> {
    let word = place.word;
    let (equals, value) = value(rest);
    let likely = meant(&value);
    let written = likely.clone().unwrap_or_else(|| example(place.ty).to_owned());
    let whole = match &place.name {
        Some(name) => format!("write `#[{word}(\"{name}\", default = {written})]`"),
        None => format!("write `#[{word}(default = {written})]`"),
    };
    let (at, cause, help) = if !word.has_default() {
        let (cause, help) = match word {
            Word::Path => (
                "a default of a path value",
                "take it out: a segment of the path is always there, so its argument is always given",
            ),
            _ => ("a default of a part", "take it out: `None` of an `Option` is not sent"),
        };
        (piece, cause.to_owned(), help.to_owned())
    } else if ident != "default" {
        let cause = format!("`{ident}` is not an option of the role `{word}`");
        errors.add(&ident, cause, format!("did you mean `default = {written}`?"));
        return None;
    } else if again {
        (piece, "`default` stands twice".to_owned(), "keep one of them".to_owned())
    } else if value.is_empty() {
        (piece, "no value behind `default`".to_owned(), whole)
    } else if equals != Equals::One {
        (piece, "no `=` behind `default`".to_owned(), format!("write `default = {written}`"))
    } else if let Some(literal) = literal(&value) {
        return Some(literal);
    } else if value.to_string() == "None" {
        let help = "take it out: without a default `None` sends nothing";
        (&value, "the default `None` is no value".to_owned(), help.to_owned())
    } else {
        let cause = format!("the default `{}` is not a literal", shown(&value));
        let help = match likely {
            Some(_) => whole,
            None => format!("{whole}: it is a text, a number, `true` or `false`"),
        };
        (&value, cause, help)
    };
    errors.add(at, cause, help);
    None
}

#[derive(PartialEq, Eq)]
enum Equals {
    One,
    /// `:`, `=>`, parentheses, nothing at all.
    Other,
}

/// What stands behind `default`, without the sign between.
fn value(rest: TokenStream) -> (Equals, TokenStream) {
    let mut tokens = rest.into_iter().peekable();
    let mut signs = String::new();
    while let Some(TokenTree::Punct(sign)) = tokens.peek()
        && matches!(sign.as_char(), '=' | ':' | '>')
    {
        signs.push(sign.as_char());
        tokens.next();
    }
    let rest: Vec<TokenTree> = tokens.collect();
    match (signs.as_str(), rest.as_slice()) {
        ("=", _) => (Equals::One, rest.into_iter().collect()),
        ("", [TokenTree::Group(group)]) if group.delimiter() == Delimiter::Parenthesis => {
            (Equals::Other, group.stream())
        }
        _ => (Equals::Other, rest.into_iter().collect()),
    }
}

/// A text, a number or a boolean as it is sent.
fn literal(tokens: &TokenStream) -> Option<Literal> {
    let of = |kind, text: String, suffix: &str| {
        let (suffix, tokens) = (suffix.to_owned(), tokens.clone());
        Some(Literal { kind, text, suffix, tokens })
    };
    let mut rest = tokens.clone().into_iter().peekable();
    let minus = match rest.peek() {
        Some(TokenTree::Punct(minus)) if minus.as_char() == '-' => "-",
        _ => "",
    };
    if !minus.is_empty() {
        rest.next();
    }
    match syn::parse2(rest.collect()).ok()? {
        Lit::Int(number) => {
            of(Kind::Integer, format!("{minus}{}", number.base10_digits()), number.suffix())
        }
        Lit::Float(number) => {
            of(Kind::Float, format!("{minus}{}", printed(number.base10_digits())), number.suffix())
        }
        Lit::Str(text) if minus.is_empty() => of(Kind::Text, text.value(), text.suffix()),
        Lit::Char(char) if minus.is_empty() => {
            of(Kind::Char, char.value().to_string(), char.suffix())
        }
        Lit::Bool(value) if minus.is_empty() => of(Kind::Bool, value.value.to_string(), ""),
        _ => None,
    }
}

/// `1e3` -> `1000`: as the number itself would be sent.
fn printed(digits: &str) -> String {
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => number.to_string(),
        _ => digits.to_owned(),
    }
}

/// The literal that a value is, or that stands in `Some(5)`: what can be written in its place.
pub(crate) fn meant(value: &TokenStream) -> Option<String> {
    if literal(value).is_some() {
        // `-5` is two tokens.
        let text = types::source(value);
        return Some(text.strip_prefix("- ").map_or(text.clone(), |number| format!("-{number}")));
    }
    if let Some(Lit::ByteStr(text)) = literal::any(value.clone()) {
        return String::from_utf8(text.value()).ok().map(|text| format!("{text:?}"));
    }
    let tokens: Vec<TokenTree> = value.clone().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(word), TokenTree::Group(group)]
            if (word == "Some" || word == "default")
                && group.delimiter() == Delimiter::Parenthesis =>
        {
            meant(&group.stream())
        }
        _ => None,
    }
}

/// A value as its author wrote it: `env!("LIMIT")`, `Some(5)`.
pub(super) fn shown(value: &TokenStream) -> String {
    types::source(value)
        .replace("! (", "!(")
        .replace(" !(", "!(")
        .replace("Some (", "Some(")
        .replace(" ()", "()")
}

/// A default for an argument of the type, as far as its name tells.
pub(crate) fn example(ty: Option<&Type>) -> &'static str {
    let inner = ty.map(|ty| {
        let (_, ty) = types::referent(ty);
        types::argument_of(ty, "Option").unwrap_or(ty)
    });
    let scalar = inner.and_then(types::scalar_name).map(ToString::to_string);
    match scalar.as_deref() {
        Some("bool") => "true",
        Some("char") => "'a'",
        Some("f32" | "f64") => "0.5",
        Some("str" | "String") => "\"…\"",
        None if ty.is_some() => "\"…\"",
        _ => "100",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_as_they_are_sent() {
        for (written, sent) in [
            ("100", Some("100")),
            ("1_000u32", Some("1000")),
            ("0x10", Some("16")),
            ("-5", Some("-5")),
            ("1e3", Some("1000")),
            ("1.50", Some("1.5")),
            ("-2.5e-3", Some("-0.0025")),
            ("true", Some("true")),
            ("'a'", Some("a")),
            ("\"asc\"", Some("asc")),
            ("-\"asc\"", None),
            ("Some(5)", None),
            ("LIMIT", None),
        ] {
            let literal = literal(&written.parse().unwrap());
            assert_eq!(literal.map(|literal| literal.text).as_deref(), sent, "{written}");
        }
        assert_eq!(2.5e-3_f64.to_string(), "0.0025");
    }

    #[test]
    fn values_that_can_be_written_instead() {
        for (written, instead) in [
            ("-5", Some("-5")),
            ("Some(5)", Some("5")),
            ("default(5)", Some("5")),
            ("b\"asc\"", Some("\"asc\"")),
            ("None", None),
            ("Sort::Asc", None),
        ] {
            assert_eq!(meant(&written.parse().unwrap()).as_deref(), instead, "{written}");
        }
    }
}
