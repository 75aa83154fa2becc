//! What a pair that is written in another way is most likely meant to be.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Lit;
use syn::ext::IdentExt;

use crate::check::attribute::spelling::{
    content, first_text, lone_group, lone_text, quoted, spelled,
};
use crate::check::header;
use crate::syntax::list::List;
use crate::syntax::role::Word;

/// A pair at its sign.
pub(super) struct Cut {
    pub(super) name: TokenStream,
    /// `=`, or what stands in its place.
    pub(super) sign: Option<String>,
    pub(super) value: TokenStream,
}

pub(super) fn cut(pair: &TokenStream) -> Cut {
    let mut cut = Cut { name: TokenStream::new(), sign: None, value: TokenStream::new() };
    let mut tokens = pair.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let sign = match &token {
            TokenTree::Punct(sign) => sign.as_char(),
            // `"name" "value"`
            TokenTree::Literal(_) if !cut.name.is_empty() && cut.sign.is_none() => {
                cut.sign = Some(String::new());
                ' '
            }
            _ => ' ',
        };
        let is_same =
            |next: &TokenTree| matches!(next, TokenTree::Punct(next) if next.as_char() == sign);
        if cut.sign.is_some() {
            cut.value.extend([token]);
        } else if sign == ':' && tokens.peek().is_some_and(is_same) {
            // `header::ACCEPT`
            cut.name.extend([token]);
            cut.name.extend(tokens.next());
        } else if sign == '=' || sign == ':' {
            let rest = |next: &TokenTree| matches!(next, TokenTree::Punct(p) if "=>".contains(p.as_char()));
            let mut written = sign.to_string();
            while let Some(next) = tokens.next_if(rest) {
                written.push_str(&next.to_string());
            }
            cut.sign = Some(written);
        } else {
            cut.name.extend([token]);
        }
    }
    cut
}

/// The pairs that are most likely meant, as they are written: of `"X-Version: 1"`, `"beta=on"`,
/// `("x-a", "1")`, `["x-a" = "1"]`.
pub(crate) fn likely_pairs(word: Word, tokens: &TokenStream) -> Option<String> {
    if let Some((_, inner)) = lone_group(tokens) {
        return likely_pairs(word, &inner);
    }
    if let Some(text) = lone_text(tokens) {
        let write = in_one_text(word, &text)?;
        return Some(write.trim_start_matches("write ").trim_matches('`').to_owned());
    }
    let elements = List::of(tokens.clone()).elements;
    let mut pairs = Vec::new();
    match elements.as_slice() {
        [name, value] if lone_text(name).is_some() && lone_text(value).is_some() => {
            pairs.push((likely_name(word, name)?, likely_value(value)?));
        }
        elements => {
            for element in elements {
                let inner = lone_group(element).map_or(element.clone(), |(_, inner)| inner);
                let Cut { name, sign, value } = cut(&inner);
                let (name, value) = match sign {
                    Some(_) => (name, value),
                    None => {
                        let mut both = List::of(inner).elements.into_iter();
                        (both.next()?, both.next()?)
                    }
                };
                pairs.push((likely_name(word, &name)?, likely_value(&value)?));
            }
        }
    }
    (!pairs.is_empty()).then(|| listed(word, &pairs))
}

/// `"X-Version: 1"` and `"beta=on&a=b"` as pairs.
pub(super) fn in_one_text(word: Word, text: &str) -> Option<String> {
    let pairs: Option<Vec<(String, String)>> = match word {
        Word::Header => text
            .split_once(':')
            .map(|(name, value)| vec![(name.trim().to_ascii_lowercase(), value.trim().to_owned())]),
        _ => text
            .trim_start_matches('?')
            .split('&')
            .map(|pair| {
                pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
            })
            .collect(),
    };
    let is_name = |name: &str| match word {
        Word::Header => header::refused(name, true, str::to_owned).is_none(),
        _ => cleaned(name).is_none(),
    };
    let pairs = pairs.filter(|pairs| pairs.iter().all(|(name, _)| is_name(name)))?;
    Some(format!("write `{}`", listed(word, &pairs)))
}

pub(super) fn pair(word: Word, name: &str, value: &str) -> String {
    listed(word, &[(name.to_owned(), value.to_owned())])
}

fn listed(word: Word, pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{} = {}", quoted(name), quoted(value))).collect();
    format!("{word}({})", pairs.join(", "))
}

/// `"x-a"`, `x-a`, `x_a` and `http::header::ACCEPT` as the name that is meant.
pub(super) fn likely_name(word: Word, tokens: &TokenStream) -> Option<String> {
    if let Some(TokenTree::Literal(literal)) = tokens.clone().into_iter().next() {
        return content(&literal);
    }
    let text = spelled(tokens);
    let name = text.rsplit("::").next()?;
    let is_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.');
    let is_name = !name.is_empty() && name.chars().all(is_word);
    let name = match word {
        Word::Header => name.to_lowercase().replace("_", "-"),
        _ => name.to_owned(),
    };
    is_name.then_some(name)
}

/// `"1"`, `1u8`, `-1`, `true` and `on` as the text that is meant; a constant has none.
pub(super) fn likely_value(tokens: &TokenStream) -> Option<String> {
    let mut rest = tokens.clone().into_iter().peekable();
    let minus = rest.next_if(|sign| matches!(sign, TokenTree::Punct(p) if p.as_char() == '-'));
    let minus = if minus.is_some() { "-" } else { "" };
    let (first, second) = (rest.next(), rest.next());
    match (first, second) {
        (Some(TokenTree::Literal(literal)), None) => match syn::parse2(literal.to_token_stream()) {
            Ok(Lit::Int(number)) => Some(format!("{minus}{}", number.base10_digits())),
            Ok(Lit::Float(number)) => Some(format!("{minus}{}", number.base10_digits())),
            Ok(Lit::Char(char)) => Some(char.value().to_string()),
            _ => content(&literal),
        },
        (Some(TokenTree::Ident(word)), None) => {
            let word = word.to_string();
            word.chars().all(|char| char.is_lowercase() || char.is_numeric()).then_some(word)
        }
        (Some(TokenTree::Literal(_)), Some(_)) => None,
        _ => first_text(tokens),
    }
}

/// A word alone.
pub(super) fn lone_ident(tokens: &TokenStream) -> Option<String> {
    syn::parse2::<Ident>(tokens.clone()).ok().map(|ident| ident.unraw().to_string())
}

/// `{id}` or `${id}` of an argument `id`: not what braces hold in JSON or in the template of another API, nor
/// the selection `user{id}`.
pub(super) fn placeholder(
    text: &str,
    is_argument: impl Fn(&str) -> bool,
) -> Option<(String, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let (before, after) = text.split_at_checked(at)?;
        let (name, _) = after.strip_prefix('{')?.split_once('}')?;
        let is_selection =
            before.ends_with(|char: char| char.is_alphanumeric() || char == '_' || char == ')');
        let is_meant = is_argument(name) && !is_selection;
        let dollar = if before.ends_with('$') { "$" } else { "" };
        is_meant.then(|| (format!("{dollar}{{{name}}}"), name))
    })
}

/// The name of a query parameter without what is no part of it; `None` if there is nothing of that.
pub(super) fn cleaned(name: &str) -> Option<String> {
    let is_bad = |char: char| {
        matches!(char, '=' | '&' | '{' | '}') || char.is_whitespace() || char.is_control()
    };
    if !name.is_empty() && !name.starts_with('?') && !name.contains(is_bad) {
        return None;
    }
    let name = name.trim_start_matches(['?', '&', '{', '$', ' ']);
    let end = name.find(['=', '&', '}']).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default().trim();
    Some(name.chars().map(|char| if is_bad(char) { '_' } else { char }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_that_are_likely_meant() {
        for (word, tokens, expected) in [
            (Word::Header, "\"X-Version: 1\"", Some("header(\"x-version\" = \"1\")")),
            (Word::Header, "[\"X-Version: 1\"]", Some("header(\"x-version\" = \"1\")")),
            (Word::Query, "\"beta=on\"", Some("query(\"beta\" = \"on\")")),
            (Word::Query, "\"?a=1&b=2\"", Some("query(\"a\" = \"1\", \"b\" = \"2\")")),
            (Word::Header, "(\"x-a\", \"1\")", Some("header(\"x-a\" = \"1\")")),
            (
                Word::Header,
                "[(\"a\", \"1\"), (\"b\", \"2\")]",
                Some("header(\"a\" = \"1\", \"b\" = \"2\")"),
            ),
            (Word::Header, "[\"x-a\" = \"1\"]", Some("header(\"x-a\" = \"1\")")),
            (Word::Header, "{ x_a: 1 }", Some("header(\"x-a\" = \"1\")")),
            (Word::Header, "\"x-version\"", None),
            (Word::Header, "VERSION", None),
        ] {
            let pairs = likely_pairs(word, &tokens.parse().unwrap());
            assert_eq!(pairs.as_deref(), expected, "{tokens}");
        }
    }

    #[test]
    fn names_of_query_parameters() {
        for (name, expected) in [
            ("limit", None),
            ("tags[]", None),
            ("$filter", None),
            ("a.b", None),
            ("", Some("")),
            ("limit=", Some("limit")),
            ("?limit", Some("limit")),
            (" limit", Some("limit")),
            ("{limit}", Some("limit")),
            ("a&b", Some("a")),
            ("page size", Some("page_size")),
        ] {
            assert_eq!(cleaned(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn placeholders_in_a_value() {
        for (value, expected) in [
            ("{argument}", Some(("{argument}", "argument"))),
            ("a ${argument} b", Some(("${argument}", "argument"))),
            ("{\"a\": {argument}", Some(("{argument}", "argument"))),
            ("{id}", None),
            ("likes{argument}", None),
            ("limit(5){argument}", None),
            ("{viewer{login}}", None),
            ("{}", None),
            ("{\"a\": 1}", None),
            ("{ id }", None),
            ("{", None),
        ] {
            let found = placeholder(value, |name| name == "argument");
            assert_eq!(
                found.as_ref().map(|(shown, name)| (shown.as_str(), *name)),
                expected,
                "{value}"
            );
        }
    }
}
