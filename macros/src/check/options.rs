//! The rules of what may stand beside the verb: `timeout`, `expect`, fixed headers and query
//! parameters, the type of an error's body.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{LitInt, LitStr, Type};

use super::arguments::Placed;
use super::attribute::first_text;
use super::{header, types};
use crate::errors::Errors;
use crate::model::Fixed;
use crate::syntax::endpoint::Options;
use crate::syntax::list::split;
use crate::syntax::option::{Value, WrittenOption};
use crate::syntax::role::Word;

/// The names of these options.
pub(crate) const NAMES: [&str; 5] = ["timeout", "expect", "header", "query", "error"];

/// `timeout = "30s"`: a number with its unit, in milliseconds here.
pub(crate) fn timeout(options: &Options, errors: &mut Errors) -> Option<u64> {
    let option = once(options, "timeout", errors)?;
    let text = match &option.value {
        Value::Text(text) => text,
        Value::Other(tokens) if !tokens.is_empty() => {
            let help = match syn::parse2::<LitInt>(tokens.clone()) {
                Ok(number) if number.suffix().is_empty() => {
                    format!("write the unit too: `timeout = \"{number}s\"`")
                }
                Ok(number) => format!("write it in quotes: `timeout = \"{number}\"`"),
                Err(_) => "write a time in quotes: `timeout = \"30s\"`".to_owned(),
            };
            errors.add(tokens, "the timeout is not a string literal", help);
            return None;
        }
        Value::None | Value::Other(_) | Value::Odd(_) => {
            errors.add(option, "no time behind `timeout`", "write `timeout = \"30s\"`");
            return None;
        }
    };
    match milliseconds(&text.value()) {
        Some(0) => {
            let help = "no answer comes in no time: write `timeout = \"30s\"`";
            errors.add(text, "a timeout of 0", help);
            None
        }
        Some(milliseconds) => Some(milliseconds),
        None => {
            let likely = likely_time(&text.value());
            let help = format!(
                "write a whole number with its unit, `timeout = \"{likely}\"`: the units are ms, s, m, h"
            );
            errors.add(text, format!("`{}` is not a time", text.value()), help);
            None
        }
    }
}

/// `30 seconds`, `2min` and `PT30S` -> `30s`, `2m`, `30s`.
fn likely_time(text: &str) -> String {
    let from_digit = text.trim_start_matches(|char: char| !char.is_ascii_digit());
    let unit = from_digit.trim_start_matches(|char: char| char.is_ascii_digit());
    let number = from_digit.get(..from_digit.len() - unit.len()).unwrap_or_default();
    let word = unit.trim().to_ascii_lowercase();
    if number.is_empty() || word.starts_with('.') {
        return "30s".to_owned();
    }
    let unit = match word.as_str() {
        "ms" | "msec" | "millis" | "milliseconds" => "ms",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hour" | "hours" => "h",
        _ => "s",
    };
    format!("{number}{unit}")
}

fn milliseconds(text: &str) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let unit = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

/// `expect = 202`: the one status that is a success.
pub(crate) fn expect(options: &Options, errors: &mut Errors) -> Option<u16> {
    let option = once(options, "expect", errors)?;
    let (at, number) = match &option.value {
        Value::Other(tokens) if !tokens.is_empty() => {
            (tokens.clone(), syn::parse2::<LitInt>(tokens.clone()).ok())
        }
        Value::Text(text) => {
            let likely = text.value().parse::<u16>().unwrap_or(202);
            let help = format!("write `expect = {likely}`");
            errors.add(text, "the expected status is not a number", help);
            return None;
        }
        Value::None | Value::Other(_) | Value::Odd(_) => {
            errors.add(option, "no status behind `expect`", "write `expect = 202`");
            return None;
        }
    };
    let any = "any 2xx is a success unless `expect` names one status: write that, as in `expect = 202`, \
               or take it out";
    let Some(number) = number else {
        let is_name = matches!(at.clone().into_iter().next(), Some(TokenTree::Ident(_)));
        let help = if is_name { "write the number itself, as in `expect = 202`" } else { any };
        errors.add(at, "the expected status is not a number", help);
        return None;
    };
    if !number.suffix().is_empty() {
        errors.add(at, format!("`{number}` is not a status"), any);
        return None;
    }
    match number.base10_parse() {
        Ok(status @ 200..=599) => Some(status),
        _ => {
            let help = "a final status is between 200 and 599: write `expect = 202`";
            errors.add(at, format!("`{number}` is not a status that an answer ends with"), help);
            None
        }
    }
}

/// `error = Problem`: what the body of a failed status is read as.
pub(crate) fn error(options: &Options, errors: &mut Errors) -> Option<Type> {
    let option = once(options, "error", errors)?;
    let help = |name: &str| format!("write the type that the body is read as: `error = {name}`");
    match &option.value {
        Value::Other(tokens) if !tokens.is_empty() => match syn::parse2(tokens.clone()) {
            Ok(ty) if types::is_std_result(&ty) => {
                let inner = types::source(types::second_argument_of(&ty, "Result"));
                errors.add(tokens, "the error is a `Result`", help(&inner));
                None
            }
            Ok(Type::ImplTrait(_) | Type::Infer(_)) | Err(_) => {
                errors.add(tokens, "the error is not a type with a name", help("Problem"));
                None
            }
            Ok(ty) => Some(ty),
        },
        Value::Text(text) => {
            let name = text.value();
            let name = if name.is_empty() { "Problem" } else { &name };
            errors.add(text, "the type of the error is in quotes", help(name));
            None
        }
        Value::None | Value::Other(_) => {
            errors.add(option, "no type behind `error`", help("Problem"));
            None
        }
        Value::Odd(_) => {
            errors.add(option, "no `=` between `error` and its type", help("Problem"));
            None
        }
    }
}

/// `header("x-version" = "1")` and `query("api" = "2")`: pairs that every request carries.
pub(crate) fn fixed(options: &Options, raw_body: bool, errors: &mut Errors) -> Vec<Fixed> {
    let mut fixed = Vec::new();
    for word in [Word::Header, Word::Query] {
        let Some(option) = once(options, word.as_str(), errors) else { continue };
        let example = format!("write `{word}(\"name\" = \"value\")`");
        let Some(list) = list(&option.value) else {
            errors.add(option, format!("no pairs in parentheses behind `{word}`"), example);
            continue;
        };
        if list.is_empty() {
            errors.add(option, format!("no pairs in `{word}()`"), example);
        }
        let pairs = split(list);
        let mut at = 0;
        while let Some(pair) = pairs.get(at) {
            at += 1;
            if let (Some(name), Some(value)) = (lone(pair), pairs.get(at).and_then(lone)) {
                let what = what(word);
                errors.add(
                    pair,
                    format!("a comma between the {what} `{name}` and its value"),
                    format!("write `{word}(\"{name}\" = \"{value}\")`"),
                );
                at += 1;
                continue;
            }
            let Some((name, value)) = read(pair, word, raw_body, errors) else { continue };
            let sent = sent_name(word, &name);
            if fixed.iter().any(|other: &Fixed| other.word == word && other.name == sent) {
                let what = what(word);
                errors.add(&name, format!("the {what} `{sent}` stands twice"), "take one out");
                continue;
            }
            fixed.push(Fixed { word, name: sent, value: value.value() });
        }
    }
    fixed
}

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
            errors.add(argument.role_tokens(), cause, help);
        }
    }
}

/// The option of that name; a second one is a mistake.
fn once<'o>(options: &'o Options, name: &str, errors: &mut Errors) -> Option<&'o WrittenOption> {
    let is_it = |option: &&WrittenOption| option.name.as_ref().is_some_and(|n| n == name);
    let mut given = options.all.iter().filter(is_it);
    let first = given.next()?;
    for again in given {
        let help = match name {
            "header" | "query" => {
                format!("put all pairs into one: `{name}(\"a\" = \"1\", \"b\" = \"2\")`")
            }
            _ => "once is enough".to_owned(),
        };
        errors.add(again, format!("`{name}` stands twice"), help);
    }
    Some(first)
}

/// What stands in the parentheses.
fn list(value: &Value) -> Option<TokenStream> {
    let Value::Odd(tokens) = value else { return None };
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            Some(group.stream())
        }
        _ => None,
    }
}

/// The text of a pair that is a text alone.
fn lone(pair: &TokenStream) -> Option<String> {
    syn::parse2::<LitStr>(pair.clone()).ok().map(|text| text.value())
}

/// `"name" = "value"`, both fit to be sent.
fn read(
    pair: &TokenStream,
    word: Word,
    raw_body: bool,
    errors: &mut Errors,
) -> Option<(LitStr, LitStr)> {
    let mut tokens = pair.clone().into_iter();
    let name = tokens.next().and_then(|name| syn::parse2::<LitStr>(name.into()).ok());
    let Some(name) = name else {
        let cause = format!("the name of a {} is not a string literal", what(word));
        let likely = match pair.clone().into_iter().next() {
            Some(TokenTree::Ident(ident)) => ident.to_string(),
            _ => "name".to_owned(),
        };
        let likely = if word == Word::Header { likely.replace('_', "-") } else { likely };
        errors.add(pair, cause, format!("write `{word}(\"{likely}\" = \"value\")`"));
        return None;
    };
    let shown = name.value();
    let has_equals =
        matches!(tokens.next(), Some(TokenTree::Punct(equals)) if equals.as_char() == '=');
    let rest: TokenStream = tokens.collect();
    if !has_equals || rest.is_empty() {
        let cause = format!("the {} `{shown}` has no value", what(word));
        let likely = first_text(&rest).unwrap_or_else(|| "value".to_owned());
        let cause = if rest.is_empty() {
            cause
        } else {
            format!("no `=` between the {} `{shown}` and its value", what(word))
        };
        errors.add(pair, cause, format!("write `{word}(\"{shown}\" = \"{likely}\")`"));
        return None;
    }
    let Ok(value) = syn::parse2::<LitStr>(rest.clone()) else {
        let cause = format!("the value of the {} `{shown}` is not a string literal", what(word));
        let number = syn::parse2::<LitInt>(rest.clone());
        let likely = number.map_or("value".to_owned(), |number| number.to_string());
        let likely = first_text(&rest).unwrap_or(likely);
        let help = format!("write `{word}(\"{shown}\" = \"{likely}\")`");
        errors.add(rest, cause, help);
        return None;
    };
    if word == Word::Header {
        if let Some((cause, help)) =
            header::refused(&shown, raw_body, |name| format!("header(\"{name}\" = \"…\")"))
        {
            errors.add(&name, cause, help);
            return None;
        }
        if !header::can_carry(&value.value()) {
            let cause = format!("the value of `{shown}` can't stand in a header");
            errors.add(&value, cause, "a value is ASCII without line breaks");
            return None;
        }
    } else if shown.is_empty() {
        let help = "write `query(\"name\" = \"value\")`";
        errors.add(&name, "a query parameter without a name", help);
        return None;
    }
    Some((name, value))
}

fn sent_name(word: Word, name: &LitStr) -> String {
    sent_as(word, &name.value())
}

/// Headers are the same whatever their case.
fn sent_as(word: Word, name: &str) -> String {
    if word == Word::Header { name.to_ascii_lowercase() } else { name.to_owned() }
}

fn what(word: Word) -> &'static str {
    if word == Word::Header { "header" } else { "query parameter" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, expected) in [
            ("30s", Some(30_000)),
            ("500ms", Some(500)),
            ("2m", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("0s", Some(0)),
            ("30", None),
            ("s", None),
            ("1.5s", None),
            ("-1s", None),
            ("30 s", None),
            ("99999999999999999999s", None),
            ("9999999999999999999h", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
