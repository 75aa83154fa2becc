//! `#[query("type")]`: where an argument or a field goes.

use std::fmt;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, LitStr, Meta, Type};

use super::list::split;
use crate::check::types;
use crate::errors::Errors;

mod default;
mod named;

use crate::syntax::literal;
pub(crate) use default::{example, meant};

/// The word of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Path,
    Query,
    Header,
    Body,
    /// `body(raw)`: one of the spellings of `body`.
    Raw,
    Form,
    Part,
    Params,
}

impl Word {
    /// The words that are written alone.
    pub(crate) const ALL: [Word; 7] =
        [Word::Path, Word::Query, Word::Header, Word::Body, Word::Form, Word::Part, Word::Params];

    /// The word of that name.
    pub(crate) fn named(name: &str) -> Option<Word> {
        Word::ALL.iter().copied().find(|word| word.as_str() == name)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Word::Path => "path",
            Word::Query => "query",
            Word::Header => "header",
            Word::Body => "body",
            Word::Raw => "body(raw)",
            Word::Form => "form",
            Word::Part => "part",
            Word::Params => "params",
        }
    }

    /// Whether what it sends has a name on the wire.
    fn is_named(self) -> bool {
        !matches!(self, Word::Body | Word::Raw | Word::Form | Word::Params)
    }

    /// Whether it may be absent, so that a default makes sense.
    fn has_default(self) -> bool {
        matches!(self, Word::Query | Word::Header)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A role as written.
pub(crate) struct Role {
    pub(crate) word: Word,
    pub(crate) name: Name,
    pub(crate) default: Option<Literal>,
    pub(crate) attr: TokenStream,
    /// What the attribute has inside.
    pub(crate) inside: TokenStream,
}

/// `100` in `default = 100`.
#[derive(Clone)]
pub(crate) struct Literal {
    pub(crate) kind: Kind,
    /// As it is sent.
    pub(crate) text: String,
    /// `u32` in `100u32`.
    pub(crate) suffix: String,
    pub(crate) tokens: TokenStream,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Char,
    Bool,
    Integer,
    Float,
}

/// The wire name in a role.
pub(crate) enum Name {
    /// None is given: it follows from the argument's or the field's.
    Implied,
    Given(LitStr),
    /// Something is there, and has been reported.
    Broken,
}

/// The role that an attribute stands for, if its path is one of the words.
pub(crate) fn parse(attr: &Attribute, errors: &mut Errors) -> Option<Role> {
    read(attr, None, errors)
}

/// The same on an argument, to whose type the examples in the helps are made to fit.
pub(crate) fn of_argument(attr: &Attribute, ty: &Type, errors: &mut Errors) -> Option<Role> {
    read(attr, Some(ty), errors)
}

fn read(attr: &Attribute, ty: Option<&Type>, errors: &mut Errors) -> Option<Role> {
    let path = attr.path();
    let last = path.segments.last()?;
    let word = Word::named(&last.ident.to_string())?;
    if path.segments.len() > 1 {
        let written = path.segments.iter().map(|segment| segment.ident.to_string());
        let written = written.collect::<Vec<_>>().join("::");
        let help = format!("a role has no path: write `#[{word}]`");
        errors.add(path, format!("`{written}` is not a role"), help);
    }
    let role = |word, name, default| {
        Some(Role { word, name, default, attr: attr.to_token_stream(), inside: inside(attr) })
    };
    let list = match &attr.meta {
        Meta::Path(_) => return role(word, Name::Implied, None),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            equals(attr, word, ty, errors);
            return role(word, Name::Broken, None);
        }
    };
    if word == Word::Body && syn::parse2::<Ident>(list.clone()).is_ok_and(|ident| ident == "raw") {
        return role(Word::Raw, Name::Implied, None);
    }
    if !word.is_named() {
        nameless(attr, word, &list, errors);
        return role(word, Name::Broken, None);
    }
    let (name, default) = named::read(attr, word, list, ty, errors);
    role(word, name, default)
}

/// Whether a role stands among the attributes that a `cfg_attr` would put there.
pub(crate) fn is_in(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    split(list.tokens.clone()).into_iter().skip(1).any(|attr| match attr.into_iter().next() {
        Some(TokenTree::Ident(ident)) => Word::ALL.iter().any(|word| ident == word.as_str()),
        _ => false,
    })
}

/// The word of an attribute that is one plain word, and none that Rust has for arguments.
pub(crate) fn unknown_word(attr: &Attribute) -> Option<&Ident> {
    const RUST: [&str; 8] = ["allow", "cfg", "cfg_attr", "deny", "doc", "expect", "forbid", "warn"];
    let ident = attr.path().get_ident()?;
    let known = Word::ALL.iter().any(|word| ident == word.as_str());
    (!known && !RUST.iter().any(|word| ident == word)).then_some(ident)
}

/// What an attribute has inside: `"id"` in `#[path("id")]` and `#[path = "id"]`.
pub(crate) fn inside(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(pair) => pair.value.to_token_stream(),
    }
}

/// What of that may be meant as a name: `id`.
pub(crate) fn name_in(inside: TokenStream) -> Option<String> {
    named::likely_name(inside)
}

/// `#[query = "type"]`.
fn equals(attr: &Attribute, word: Word, ty: Option<&Type>, errors: &mut Errors) {
    let Meta::NameValue(pair) = &attr.meta else { return };
    let value = pair.value.to_token_stream();
    let text = literal::text(value.clone()).map(|text| text.value());
    let help = match (word, text) {
        (Word::Body, Some(text)) if is_raw(&text) => "write `#[body(raw)]`".to_owned(),
        (Word::Body, Some(text)) => body_help(&text),
        _ if !word.is_named() => format!("write `#[{word}]`"),
        (_, Some(text)) => format!("write `#[{word}(\"{text}\")]`"),
        _ if word.has_default() => {
            let value = meant(&value).unwrap_or_else(|| example(ty).to_owned());
            format!("write `#[{word}(default = {value})]`")
        }
        _ => match named::likely_name(value) {
            Some(name) => format!("write `#[{word}(\"{name}\")]`"),
            None => format!("write `#[{word}]`"),
        },
    };
    errors.add(&attr.meta, format!("`=` in the role `{word}`"), help);
}

/// Something in the parentheses of a role that has none.
fn nameless(attr: &Attribute, word: Word, list: &TokenStream, errors: &mut Errors) {
    if list.is_empty() {
        errors.add(attr, format!("nothing in `#[{word}()]`"), format!("write `#[{word}]`"));
        return;
    }
    if default::in_piece(list).is_some() {
        let help = format!("write `#[{word}]`: `None` of an `Option` is not sent");
        errors.add(list, format!("a default of the role `{word}`"), help);
        return;
    }
    let shown = types::source(list);
    let (cause, help) = match word {
        Word::Body => {
            let mut words = list.clone().into_iter().map(|token| token.to_string());
            let is_known = |word: &String| body_word(word.trim_matches('"')).is_some();
            let text = named::likely_name(list.clone()).unwrap_or_default();
            match words.find(is_known) {
                Some(word) => {
                    (format!("`{shown}` in the role `body`"), body_help(word.trim_matches('"')))
                }
                None if text.contains('/') => {
                    (format!("`{shown}` in the role `body`"), body_help(&text))
                }
                None => (format!("a name in the role `{word}`, which has none"), body_help("")),
            }
        }
        Word::Form => (
            format!("a name in the role `{word}`, which has none"),
            "write `#[form]`: the fields of the value have the names".to_owned(),
        ),
        _ => (
            format!("a name in the role `{word}`, which has none"),
            "write `#[params]`: the fields of the struct have the names".to_owned(),
        ),
    };
    errors.add(list, cause, help);
}

/// What to write instead of `#[body(text)]` or `#[body = "text"]`.
fn body_help(text: &str) -> String {
    match body_word(text) {
        Some(Word::Raw) => {
            "write `#[body(raw)]` to send the value as it is, or `#[body]` to send it as JSON"
                .to_owned()
        }
        Some(Word::Body) => "write `#[body]`: it sends JSON".to_owned(),
        Some(word) => format!("write `#[{word}]`"),
        None if text.contains('/') => format!(
            "write `#[body(raw)]`, and beside the verb `header(\"content-type\" = \"{text}\")`"
        ),
        None => "write `#[body]`: the value is the whole body".to_owned(),
    }
}

/// The role of a body that goes out so.
fn body_word(word: &str) -> Option<Word> {
    match word.to_ascii_lowercase().as_str() {
        "json" | "application/json" => Some(Word::Body),
        "form" | "urlencoded" | "application/x-www-form-urlencoded" => Some(Word::Form),
        "part" | "parts" | "multipart" | "multipart/form-data" => Some(Word::Part),
        word => is_raw(word).then_some(Word::Raw),
    }
}

/// Words for a body that goes out as it is.
pub(crate) fn is_raw(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "raw" | "bytes" | "binary" | "text" | "stream" | "octets" | "bin" | "ra" | "row"
    )
}
