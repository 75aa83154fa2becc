//! `header("x-version" = "1")` and `query("api" = "2")`: pairs that every request carries.

mod likely;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Lit, LitStr};

use super::super::attribute::spelling::{lone_group, lone_text, quoted, spelled};
use super::super::attribute::{is_instead_of_a_verb, path_of_the_verb};
use super::super::{header, types};
use super::{once, sent_as, what};
use crate::errors::Errors;
use crate::model::Fixed;
use crate::syntax::endpoint::Options;
use crate::syntax::ident;
use crate::syntax::list::List;
use crate::syntax::method::{Argument, Method};
use crate::syntax::option::{self, Parted, Value, WrittenOption};
use crate::syntax::role::Word;
pub(crate) use likely::likely_pairs;
use likely::{
    Cut, cleaned, cut, in_one_text, likely_name, likely_value, lone_ident, pair, placeholder,
};

/// The pairs, and the arguments that have been told at one of them.
pub(crate) fn fixed(
    options: &Options,
    method: &Method,
    errors: &mut Errors,
) -> (Vec<Fixed>, Vec<String>) {
    let (mut fixed, mut told) = (Vec::new(), Vec::new());
    let path = path_of_the_verb(options);
    for word in [Word::Header, Word::Query] {
        let Some(option) = once(options, word.as_str(), errors) else { continue };
        if is_instead_of_a_verb(option, options) {
            continue;
        }
        let Some(pairs) = pairs(option, word, errors) else { continue };
        let mut reader = Reader { word, method, path: &path, told: &mut told, errors };
        let mut pairs = pairs.into_iter().peekable();
        while let Some(pair) = pairs.next() {
            if pairs.peek().is_some_and(|value| reader.is_parted_by_a_comma(&pair, value)) {
                pairs.next();
                continue;
            }
            let lone_word = pairs.peek().and_then(lone_ident);
            let Some((name, value)) = reader.read(&pair, lone_word.as_deref()) else {
                // `"{}", id`: the second is the first one's.
                if lone_word.is_some_and(|word| reader.told.contains(&word)) {
                    pairs.next();
                }
                continue;
            };
            let sent = sent_as(word, &name.value());
            // A query parameter may be repeated, if not with the same value.
            let is_again = |other: &Fixed| {
                let is_other_value = word == Word::Query && other.value != value.value();
                other.word == word && other.name == sent && !is_other_value
            };
            if fixed.iter().any(is_again) {
                let cause = format!("the {} `{sent}` stands twice", what(word));
                reader.errors.add(&name, cause, "take one out");
                continue;
            }
            fixed.push(Fixed { word, name: sent, value: value.value() });
        }
    }
    (fixed, told)
}

/// The pairs in the parentheses.
fn pairs(option: &WrittenOption, word: Word, errors: &mut Errors) -> Option<Vec<TokenStream>> {
    let example = format!("write `{word}(\"name\" = \"value\")`");
    let odd = match &option.value {
        Value::Odd(tokens) => lone_group(tokens),
        _ => None,
    };
    let Some((Delimiter::Parenthesis, list)) = odd else {
        let value = match &option.value {
            Value::None => TokenStream::new(),
            Value::Text(text) => text.to_token_stream(),
            Value::Other(tokens) | Value::Odd(tokens) => tokens.clone(),
        };
        let help = likely_pairs(word, &value).map_or(example, |pairs| format!("write `{pairs}`"));
        errors.add(option, format!("no pairs in parentheses behind `{word}`"), help);
        return None;
    };
    if list.is_empty() {
        errors.add(option, format!("no pairs in `{word}()`"), example);
    }
    let List { elements, stray } = List::of(list);
    for sign in stray {
        let cause = format!("a `{sign}` that parts nothing");
        errors.add(sign, cause, "take it out: one comma stands between two pairs");
    }
    let mut pairs: Vec<TokenStream> = Vec::new();
    for (pair, parted) in elements.into_iter().flat_map(apart) {
        let at = match parted {
            Parted::Well => None,
            Parted::Not => Some(pair.clone()),
            Parted::By(sign) => Some(sign.into_token_stream()),
        };
        if let (Some(at), Some(before)) = (at, pairs.last()) {
            let shown = spelled(before);
            let help = format!("write `{word}({shown}, {})`", spelled(&pair));
            errors.add(at, format!("no comma behind `{shown}`"), help);
        }
        pairs.push(pair);
    }
    Some(pairs)
}

/// What stands between two commas, where a pair follows another without one.
fn apart(element: TokenStream) -> Vec<(TokenStream, Parted)> {
    let tokens: Vec<TokenTree> = element.into_iter().collect();
    let mut left = tokens.as_slice();
    let mut pairs = Vec::new();
    let (mut current, mut parted) = (TokenStream::new(), Parted::Well);
    let mut is_complete = false;
    while let Some((token, rest)) = left.split_first() {
        left = rest;
        let is_sign = |token: &TokenTree, sign| matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign);
        let is_word = matches!(token, TokenTree::Literal(_) | TokenTree::Ident(_));
        let next = if is_complete && is_sign(token, ';') {
            Some(Parted::By(token.clone()))
        } else if is_complete && is_word && rest.first().is_some_and(|next| is_sign(next, '=')) {
            Some(Parted::Not)
        } else {
            None
        };
        let is_parting = matches!(next, Some(Parted::By(_)));
        if let Some(next) = next {
            pairs.push((std::mem::take(&mut current), std::mem::replace(&mut parted, next)));
        }
        if !is_parting {
            current.extend([token.clone()]);
        }
        is_complete = matches!(token, TokenTree::Literal(_));
    }
    pairs.push((current, parted));
    pairs
}

struct Reader<'a> {
    word: Word,
    method: &'a Method,
    /// The path template, which an argument may fill.
    path: &'a str,
    /// Arguments that have been told at a value.
    told: &'a mut Vec<String>,
    errors: &'a mut Errors,
}

impl Reader<'_> {
    /// `"x-version", "1"` in the place of a pair.
    fn is_parted_by_a_comma(&mut self, name: &TokenStream, value: &TokenStream) -> bool {
        let word = self.word;
        let is_name = lone_text(name).is_some_and(|name| in_one_text(word, &name).is_none())
            || lone_ident(name).is_some();
        let is_value = lone_text(value).is_some_and(|value| in_one_text(word, &value).is_none())
            || lone_ident(value).is_some();
        let Some(shown) = likely_name(word, name).filter(|_| is_name && is_value) else {
            return false;
        };
        if let Some(argument) = lone_ident(value).filter(|word| self.has_argument(word)) {
            self.argument_in_a_value(&shown, argument, value);
            return true;
        }
        self.errors.add(
            name,
            format!("a comma between the {} `{shown}` and its value", what(word)),
            self.write(&shown, likely_value(value).as_deref()),
        );
        true
    }

    fn write(&self, name: &str, value: Option<&str>) -> String {
        format!("write `{}`", pair(self.word, name, value.unwrap_or("value")))
    }

    /// `"name" = "value"`, both fit to be sent; `behind` is a word that follows alone.
    fn read(&mut self, pair: &TokenStream, behind: Option<&str>) -> Option<(LitStr, LitStr)> {
        let word = self.word;
        let Cut { name, sign, value } = cut(pair);
        let shown = likely_name(word, &name).unwrap_or_else(|| "name".to_owned());
        let likely = likely_value(&value);
        let Some(literal) = option::text(&name) else {
            let cause = format!("the name of a {} is not a string literal", what(word));
            let help = match likely_pairs(word, &name) {
                Some(pairs) if sign.is_none() => format!("write `{pairs}`"),
                _ => self.write(&shown, likely.as_deref()),
            };
            self.errors.add(pair, cause, help);
            return None;
        };
        let help = self.write(&shown, likely.as_deref());
        if sign.is_none() && value.is_empty() {
            let (cause, help) = match in_one_text(word, &shown) {
                Some(pairs) => {
                    (format!("the {} `{shown}` is a name and a value in one", what(word)), pairs)
                }
                None => (format!("the {} `{shown}` has no value", what(word)), help),
            };
            self.errors.add(pair, cause, help);
            return None;
        }
        if value.is_empty() {
            self.errors.add(pair, format!("the {} `{shown}` has no value", what(word)), help);
            return None;
        }
        if sign.as_deref() != Some("=") {
            let cause = format!("no `=` between the {} `{shown}` and its value", what(word));
            self.errors.add(pair, cause, help);
            return None;
        }
        let Some(text) = option::text(&value) else {
            self.no_text(&shown, &value, help);
            return None;
        };
        if self.is_interpolated(&shown, &text, behind) || !self.is_fit(&literal, &text) {
            return None;
        }
        Some((literal, text))
    }

    /// Something that is no text behind `"name" =`.
    fn no_text(&mut self, name: &str, value: &TokenStream, help: String) {
        let what = what(self.word);
        if let Ok(Lit::Str(text)) = syn::parse2(value.clone()) {
            let suffix = text.suffix();
            let cause = format!("`{suffix}` behind the quotes of the {what} `{name}`");
            self.errors.add(value, cause, self.write(name, Some(&text.value())));
            return;
        }
        if let Some(argument) = lone_ident(value).filter(|word| self.has_argument(word)) {
            self.argument_in_a_value(name, argument, value);
            return;
        }
        let cause = format!("the value of the {what} `{name}` is not a string literal");
        let help = match likely_value(value) {
            Some(_) => help,
            None => format!(
                "a constant or a macro can't stand here: write the text itself, as in `{}`",
                pair(self.word, name, "value")
            ),
        };
        self.errors.add(value, cause, help);
    }

    fn argument_in_a_value(&mut self, name: &str, argument: String, value: &TokenStream) {
        let help = format!("its role says where it goes: `{}`", self.as_argument(name, &argument));
        self.errors.add(value, format!("the argument `{argument}` in a fixed value"), help);
        self.told.push(argument);
    }

    /// A fixed value is sent as it stands: `"{id}"` is five characters.
    fn is_interpolated(&mut self, name: &str, value: &LitStr, behind: Option<&str>) -> bool {
        let written = value.value();
        let formatted = behind.filter(|word| written.contains("{}") && self.has_argument(word));
        let found = placeholder(&written, |name| self.has_argument(name))
            .map(|(shown, name)| (shown, name.to_owned()));
        let found = found.or_else(|| Some(("{}".to_owned(), formatted?.to_owned())));
        let Some((shown, argument)) = found else { return false };
        let sends_it = self.argument(&argument).is_some_and(|argument| {
            let sent = argument.ident().map(|ident| ident.unraw().to_string());
            argument.roles.iter().any(|role| role.word == self.word)
                && sent.as_deref() == Some(name)
        });
        let mut help = match sends_it {
            true => format!("take the pair out: the argument `{argument}` sends it"),
            false => format!("make it an argument: `{}`", self.as_argument(name, &argument)),
        };
        if shown != written && !sends_it {
            help.push_str(", which has the whole value");
        }
        self.errors.add(value, format!("`{shown}` in a fixed value is sent as it stands"), help);
        self.told.push(argument);
        true
    }

    /// `#[header("x-job")] id: &str`, or one beside an `id` that goes elsewhere.
    fn as_argument(&self, name: &str, argument: &str) -> String {
        let (name, role) = (sent_as(self.word, name), self.word.as_str());
        let found = self.argument(argument);
        let fills = || self.path.contains(&format!("{{{argument}}}"));
        let is_taken = found.is_some_and(|argument| !argument.roles.is_empty() || fills());
        let of_the_wire = name.replace("-", "_");
        let argument = match is_taken {
            false => argument.to_owned(),
            true if self.argument(&of_the_wire).is_none() => of_the_wire,
            true => format!("{argument}_{role}"),
        };
        let ty = found.map_or("&str".to_owned(), |argument| types::source(&argument.ty));
        format!("{}: {ty}", ident::argument(role, &name, &argument))
    }

    fn argument(&self, name: &str) -> Option<&Argument> {
        let mut arguments = self.method.arguments.iter();
        arguments.find(|argument| argument.ident().is_some_and(|ident| ident.unraw() == name))
    }

    fn has_argument(&self, name: &str) -> bool {
        self.argument(name).is_some()
    }

    /// Whether name and value can be sent.
    fn is_fit(&mut self, name: &LitStr, value: &LitStr) -> bool {
        let (shown, written) = (name.value(), value.value());
        if self.word == Word::Query {
            let Some(clean) = cleaned(&shown) else { return true };
            let help = match clean.as_str() {
                "" => "write `query(\"name\" = \"value\")`".to_owned(),
                clean => self.write(clean, Some(&written)),
            };
            let cause = match shown.as_str() {
                "" => "a query parameter without a name".to_owned(),
                shown => format!("`{shown}` is not the name of a query parameter"),
            };
            self.errors.add(name, cause, help);
            return false;
        }
        let raw = self.method.may_say_media_type();
        let example = |name: &str| format!("header(\"{name}\" = \"…\")");
        if let Some((cause, help)) = header::refused(&shown, raw, example) {
            let before = shown.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
            let help = match header::can_carry(&written) {
                // `"X-Version: 1" = "2"`
                true if before != shown.to_ascii_lowercase()
                    && header::refused(&before, raw, example).is_none() =>
                {
                    self.write(&before, Some(&written))
                }
                true => help.replace("\"…\"", &quoted(&written)),
                false => help.replace("…", "value"),
            };
            self.errors.add(name, cause, help);
            return false;
        }
        if !header::can_carry(&written) {
            let cause = format!("the value of `{shown}` can't stand in a header");
            self.errors.add(value, cause, "a value is ASCII without line breaks");
            return false;
        }
        true
    }
}
