//! `expect = 202`.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Lit, LitInt};

use super::super::attribute::spelling::{content, spelled};
use super::{Behind, behind, once};
use crate::errors::Errors;
use crate::syntax::endpoint::Options;
use crate::syntax::literal;

/// The one status that is a success.
pub(crate) fn expect(options: &Options, errors: &mut Errors) -> Option<u16> {
    let option = once(options, "expect", errors)?;
    let tokens = match behind(option) {
        Behind::Value(tokens) => tokens,
        Behind::Text(text) => {
            let likely = first_status(&text.to_token_stream()).unwrap_or(202);
            let help = format!("write `expect = {likely}`");
            errors.add(text, "the expected status is not a number", help);
            return None;
        }
        Behind::Nothing => {
            errors.add(option, "no status behind `expect`", "write `expect = 202`");
            return None;
        }
        Behind::NoEquals { at, value } => {
            let likely = first_status(&value).unwrap_or(202);
            errors.add(at, "no `=` behind `expect`", format!("write `expect = {likely}`"));
            return None;
        }
    };
    let number = literal::integer(tokens.clone());
    let status = number.as_ref().filter(|number| number.suffix().is_empty());
    if let Some(Ok(status @ 200..=599)) = status.map(LitInt::base10_parse) {
        return Some(status);
    }
    let found = statuses(&tokens);
    let likely = found.first().copied().unwrap_or(202);
    let any = format!(
        "any 2xx is a success unless `expect` names one status: write that, as in \
         `expect = {likely}`, or take it out"
    );
    let is_one = found.len() == 1;
    let shown = spelled(&tokens);
    let (cause, help) = match (number, syn::parse2::<Lit>(tokens.clone())) {
        (Some(number), _) if number.suffix().is_empty() => (
            format!("`{number}` is not a status that an answer ends with"),
            format!("a final status is between 200 and 599: write `expect = {likely}`"),
        ),
        (_, Ok(Lit::Int(_) | Lit::Float(_))) if is_one => {
            (format!("`{shown}` is not a status"), format!("write `expect = {likely}`"))
        }
        (Some(_), _) => (format!("`{shown}` is not a status"), any),
        _ => {
            let first = tokens.clone().into_iter().next();
            let help = match first {
                _ if is_one => format!("write `expect = {likely}`"),
                Some(TokenTree::Ident(_)) => {
                    let status = spelled(&tokens).rsplit("::").next().and_then(by_name);
                    match status {
                        Some(status) => format!("write the number itself: `expect = {status}`"),
                        None => "write the number itself, as in `expect = 202`".to_owned(),
                    }
                }
                _ => any,
            };
            ("the expected status is not a number".to_owned(), help)
        }
    };
    errors.add(tokens, cause, help);
    None
}

/// `StatusCode::CREATED`
fn by_name(name: &str) -> Option<u16> {
    Some(match name {
        "OK" => 200,
        "CREATED" => 201,
        "ACCEPTED" => 202,
        "NO_CONTENT" => 204,
        _ => return None,
    })
}

/// The first status that is named in any way.
pub(crate) fn first_status(tokens: &TokenStream) -> Option<u16> {
    statuses(tokens).first().copied()
}

/// `204` of `204`, `204u16`, `204.0`, `(204)` and `"204 No Content"`.
fn statuses(tokens: &TokenStream) -> Vec<u16> {
    let mut found = Vec::new();
    for token in tokens.clone() {
        let text = match token {
            TokenTree::Group(group) => {
                found.extend(statuses(&group.stream()));
                continue;
            }
            TokenTree::Literal(literal) => match syn::parse2(literal.to_token_stream()) {
                Ok(Lit::Int(number)) => number.base10_digits().to_owned(),
                Ok(Lit::Float(number)) => number.base10_digits().to_owned(),
                _ => content(&literal).unwrap_or_default(),
            },
            TokenTree::Ident(_) | TokenTree::Punct(_) => continue,
        };
        let numbers = text.split(|char: char| !char.is_ascii_digit());
        let numbers = numbers.filter_map(|number| number.parse::<u16>().ok());
        found.extend(numbers.filter(|number| (200..=599).contains(number)));
    }
    found
}
