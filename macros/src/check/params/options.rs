//! The options in `#[params(…)]`.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::Parse;
use syn::{ExprPath, LitStr, Path, parse_quote};

use super::super::attribute::first_text;
use super::super::case::Case;
use super::super::types;
use crate::errors::Errors;
use crate::suggest;
use crate::syntax::literal;
use crate::syntax::option::{Value, WrittenOption};
use crate::syntax::params::Struct;
use crate::syntax::role::Word;

/// What stands on a struct.
pub(super) struct StructOptions {
    pub(super) krate: Path,
    pub(super) case: Option<Case>,
    pub(super) check: Option<ExprPath>,
}

/// `crate`, `check` and `rename_all`.
pub(super) fn of_struct(written: &Struct, errors: &mut Errors) -> StructOptions {
    const OPTIONS: [&str; 3] = ["crate", "check", "rename_all"];
    let mut known = StructOptions { krate: parse_quote!(::endpoint), case: None, check: None };
    for (name, option) in named(&written.options, &OPTIONS, "a struct", errors) {
        match name.as_str() {
            "crate" => {
                if let Some(path) = path_in(option, "crate", "http_api", errors) {
                    known.krate = path;
                }
            }
            "check" => {
                let example = format!("{}::check", written.input.ident);
                known.check = path_in(option, "check", &example, errors);
            }
            "rename_all" => known.case = case(option, errors),
            "rename" => errors.add(
                option,
                "`rename` on a struct",
                "put it on the field that has another name, or write `rename_all = \"camelCase\"`",
            ),
            "skip" | "flatten" => {
                errors.add(option, format!("`{name}` on a struct"), "put it on a field");
            }
            _ => unknown(option, &name, &OPTIONS, "a struct", errors),
        }
    }
    known
}

/// The options with their names, each at most once; what has no name is no option.
pub(super) fn named<'o>(
    options: &'o [WrittenOption],
    known: &[&str],
    of: &str,
    errors: &mut Errors,
) -> Vec<(String, &'o WrittenOption)> {
    let mut named: Vec<(String, &WrittenOption)> = Vec::new();
    for option in options {
        let Some(name) = &option.name else {
            let shown = types::source(option);
            let bare = shown.trim_matches('"');
            let help = match known.contains(&bare) {
                true => format!("write `{bare}` without quotes"),
                false => format!("the options of {of} are {}", known.join(", ")),
            };
            errors.add(option, format!("`{shown}` is not an option of {of}"), help);
            continue;
        };
        let name = name.unraw().to_string();
        if named.iter().any(|(earlier, _)| *earlier == name) {
            errors.add(option, format!("`{name}` stands twice"), "keep one of them");
        } else {
            named.push((name, option));
        }
    }
    named
}

pub(super) fn unknown(
    option: &WrittenOption,
    name: &str,
    known: &[&str],
    of: &str,
    errors: &mut Errors,
) {
    let list = known.join(", ");
    let help = match suggest::nearest(name, known) {
        Some(near) => format!("did you mean `{near}`? the options of {of} are {list}"),
        None => match Word::named(name) {
            Some(word @ (Word::Query | Word::Header | Word::Part)) if of == "a field" => {
                format!("a role is an attribute of its own: write `#[{word}]`")
            }
            _ if name == "default" => {
                "a default belongs to a role: write `#[query(default = 100)]`; a \
                                       member that is always sent is no `Option`"
                    .to_owned()
            }
            _ => format!("the options of {of} are {list}"),
        },
    };
    errors.add(&option.name, format!("`{name}` is not an option of {of}"), help);
}

/// An option that is a word alone.
pub(super) fn alone<'o>(
    option: &'o WrittenOption,
    name: &str,
    errors: &mut Errors,
) -> Option<&'o WrittenOption> {
    match &option.value {
        Value::None => {}
        Value::Odd(rest) if is_word(rest) => {
            let help = format!("write `{name}, {}`", types::source(rest));
            errors.add(rest, format!("no comma behind `{name}`"), help);
        }
        Value::Text(_) | Value::Other(_) | Value::Odd(_) => {
            let help = format!("write `#[params({name})]`");
            errors.add(option, format!("`{name}` has no value"), help);
        }
    }
    Some(option)
}

/// The text behind an option; `example` is one that it could have.
pub(super) fn text<'o>(
    option: &'o WrittenOption,
    name: &str,
    example: &str,
    errors: &mut Errors,
) -> Option<&'o LitStr> {
    let write = |text: &str| format!("write `{name} = \"{text}\"`");
    match &option.value {
        Value::Text(text) if !text.value().is_empty() => return Some(text),
        Value::Text(text) => errors.add(text, format!("`{name}` is empty"), write(example)),
        Value::None => errors.add(option, format!("no value for `{name}`"), write(example)),
        Value::Other(value) => match literal_before(value) {
            _ if value.is_empty() => {
                errors.add(option, format!("no value for `{name}`"), write(example));
            }
            Some((text, rest)) => {
                let help =
                    format!("{}, {}`", write(&text).trim_end_matches('`'), types::source(&rest));
                errors.add(rest, format!("no comma behind `{name} = \"{text}\"`"), help);
            }
            None if is_arrow(value) => {
                errors.add(value, format!("`=>` behind `{name}`"), write(&spelled(value)));
            }
            None => errors.add(
                value,
                format!("the value of `{name}` is not a string literal"),
                write(&spelled(value)).replacen("write", "write it in quotes:", 1),
            ),
        },
        Value::Odd(value) => {
            let likely = first_text(value).unwrap_or_else(|| spelled(value));
            let likely = if likely.is_empty() { example } else { &likely };
            errors.add(value, format!("no `=` behind `{name}`"), write(likely));
        }
    }
    None
}

/// `"camelCase" check = …`: a text, and what stands behind it.
fn literal_before(tokens: &TokenStream) -> Option<(String, TokenStream)> {
    let mut tokens = tokens.clone().into_iter();
    let text = literal::text(tokens.next()?.into())?;
    let rest: TokenStream = tokens.collect();
    is_word(&rest).then(|| (text.value(), rest))
}

fn is_word(tokens: &TokenStream) -> bool {
    matches!(tokens.clone().into_iter().next(), Some(TokenTree::Ident(_)))
}

/// What is left of `=>` behind its first sign.
fn is_arrow(tokens: &TokenStream) -> bool {
    let first = tokens.clone().into_iter().next();
    matches!(first, Some(TokenTree::Punct(first)) if first.as_char() == '>')
}

/// `kebab-case`, `'x'` or `> P::check` as a text that is likely meant.
fn spelled(tokens: &TokenStream) -> String {
    let text = types::source(tokens.to_token_stream()).replace(" - ", "-");
    let strange = |char: char| !char.is_alphanumeric() && char != '_';
    text.trim_start_matches(strange).trim_end_matches(strange).to_owned()
}

fn path_in<P: Parse>(
    option: &WrittenOption,
    name: &str,
    example: &str,
    errors: &mut Errors,
) -> Option<P> {
    let text = text(option, name, example, errors)?;
    if let Ok(path) = text.parse() {
        return Some(path);
    }
    let written = text.value();
    let called = written.strip_suffix("()").filter(|path| syn::parse_str::<P>(path).is_ok());
    errors.add(
        text,
        format!("`{written}` is not a path"),
        format!("write `{name} = \"{}\"`", called.unwrap_or(example)),
    );
    None
}

fn case(option: &WrittenOption, errors: &mut Errors) -> Option<Case> {
    let text = text(option, "rename_all", "camelCase", errors)?;
    let value = text.value();
    if let Some((_, case)) = Case::ALL.iter().find(|(name, _)| *name == value) {
        return Some(*case);
    }
    let names: Vec<&str> = Case::ALL.iter().map(|(name, _)| *name).collect();
    let list = names.join(", ");
    let help = match suggest::nearest(&value, &names) {
        Some(near) => format!("did you mean `{near}`? the cases are {list}"),
        None => format!("the cases are {list}"),
    };
    errors.add(text, format!("`{value}` is not a case"), help);
    None
}
