//! The rules of what may stand beside the verb: `timeout`, `expect`, fixed headers and query
//! parameters, the type of an error's body.

mod error;
mod expect;
mod pairs;
mod timeout;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

use super::arguments::Placed;
use super::attribute::spelling::{lone_group, spelled};
use super::types;
use crate::errors::Errors;
use crate::model::Fixed;
use crate::syntax::endpoint::Options;
use crate::syntax::option::{Value, WrittenOption};
use crate::syntax::role::Word;
pub(crate) use error::error;
pub(crate) use expect::{expect, first_status};
pub(crate) use pairs::{fixed, likely_pairs};
pub(crate) use timeout::{likely as likely_time, timeout};

/// No argument sends what is fixed.
pub(crate) fn fixed_and_arguments(fixed: &[Fixed], arguments: &[Placed<'_>], errors: &mut Errors) {
    for argument in arguments {
        let (Some(word), Some(wire)) = (argument.word, &argument.wire) else { continue };
        if fixed.iter().any(|fixed| fixed.word == word && fixed.name == sent_as(word, wire)) {
            let cause = format!("the {} `{wire}` is declared twice", what(word));
            let help =
                format!("`#[endpoint]` sends it already: take it out there, or `{}` here", {
                    argument.name()
                });
            let present = types::all_of(&argument.written.cfg);
            errors.add_where(present, argument.role_tokens(), cause, help);
        }
    }
}

/// An argument that has been told at a fixed value causes no second message.
pub(crate) fn excuse(told: &[String], arguments: &mut [Placed<'_>]) {
    for argument in arguments {
        argument.excused |= told.contains(&argument.name());
    }
}

/// What stands behind the name of an option.
enum Behind<'o> {
    Nothing,
    Text(&'o LitStr),
    /// Behind `=`.
    Value(TokenStream),
    /// Behind `:`, `=>` or `==`, or in parentheses.
    NoEquals {
        at: TokenStream,
        value: TokenStream,
    },
}

fn behind(option: &WrittenOption) -> Behind<'_> {
    let without_signs = |tokens: &TokenStream, signs: &str| -> TokenStream {
        let is_sign = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if signs.contains(sign.as_char()));
        tokens.clone().into_iter().skip_while(is_sign).collect()
    };
    let (at, value) = match &option.value {
        Value::None => return Behind::Nothing,
        Value::Text(text) => return Behind::Text(text),
        Value::Other(tokens) => {
            let value = without_signs(tokens, "=>");
            let count = |tokens: &TokenStream| tokens.clone().into_iter().count();
            if !tokens.is_empty() && count(&value) == count(tokens) {
                return Behind::Value(value);
            }
            (tokens, value)
        }
        Value::Odd(tokens) => match lone_group(tokens) {
            Some((Delimiter::Parenthesis, inner)) => (tokens, inner),
            _ => (tokens, without_signs(tokens, ":=>")),
        },
    };
    if value.is_empty() { Behind::Nothing } else { Behind::NoEquals { at: at.clone(), value } }
}

/// The option of that name; a second one is a mistake.
fn once<'o>(options: &'o Options, name: &str, errors: &mut Errors) -> Option<&'o WrittenOption> {
    let is_it = |option: &&WrittenOption| option.name.as_ref().is_some_and(|n| n == name);
    let mut given = options.all.iter().filter(is_it);
    let first = given.next()?;
    for again in given {
        let help = match name {
            "header" | "query" => {
                let all: Vec<String> =
                    options.all.iter().filter(is_it).filter_map(in_parentheses).collect();
                format!("put all pairs into one: `{name}({})`", all.join(", "))
            }
            _ => "once is enough".to_owned(),
        };
        errors.add(again, format!("`{name}` stands twice"), help);
    }
    Some(first)
}

/// `"a" = "1"` in `header("a" = "1")`.
fn in_parentheses(option: &WrittenOption) -> Option<String> {
    let Value::Odd(tokens) = &option.value else { return None };
    lone_group(tokens).map(|(_, inner)| spelled(inner)).filter(|inner| !inner.is_empty())
}

/// Headers are the same whatever their case.
fn sent_as(word: Word, name: &str) -> String {
    if word == Word::Header { name.to_ascii_lowercase() } else { name.to_owned() }
}

fn what(word: Word) -> &'static str {
    if word == Word::Header { "header" } else { "query parameter" }
}
