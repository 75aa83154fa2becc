//! `#[query("type")]`: where an argument or a field goes.

use std::fmt;

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, LitStr, Meta};

use crate::errors::Errors;

/// The word of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Path,
    Query,
    Header,
    Body,
    Form,
    Part,
    Params,
}

impl Word {
    pub(crate) const ALL: [Word; 7] =
        [Word::Path, Word::Query, Word::Header, Word::Body, Word::Form, Word::Part, Word::Params];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Word::Path => "path",
            Word::Query => "query",
            Word::Header => "header",
            Word::Body => "body",
            Word::Form => "form",
            Word::Part => "part",
            Word::Params => "params",
        }
    }

    /// Whether what it sends has a name on the wire.
    fn is_named(self) -> bool {
        !matches!(self, Word::Body | Word::Form | Word::Params)
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
    pub(crate) attr: Attribute,
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
    let ident = attr.path().get_ident()?;
    let word = Word::ALL.into_iter().find(|word| ident == word.as_str())?;
    Some(Role { word, name: name(attr, word, errors), attr: attr.clone() })
}

/// The word of an attribute that is one plain word, and none that Rust has for arguments.
pub(crate) fn unknown_word(attr: &Attribute) -> Option<&Ident> {
    const RUST: [&str; 8] = ["allow", "cfg", "cfg_attr", "deny", "doc", "expect", "forbid", "warn"];
    let ident = attr.path().get_ident()?;
    let known = Word::ALL.iter().any(|word| ident == word.as_str());
    (!known && !RUST.iter().any(|word| ident == word)).then_some(ident)
}

fn name(attr: &Attribute, word: Word, errors: &mut Errors) -> Name {
    let list = match &attr.meta {
        Meta::Path(_) => return Name::Implied,
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(pair) => {
            let value = &pair.value;
            errors.add(
                &attr.meta,
                format!("`=` in the role `{word}`"),
                if word.is_named() {
                    let value = syn::parse2::<LitStr>(quote::quote!(#value));
                    let value = value.map_or("name".to_owned(), |value| value.value());
                    format!("write `#[{word}(\"{value}\")]`")
                } else {
                    format!("write `#[{word}]`")
                },
            );
            return Name::Broken;
        }
    };
    if !word.is_named() {
        errors.add(
            &list,
            format!("a name in the role `{word}`, which has none"),
            match word {
                Word::Body => "write `#[body]`: the value is the whole body",
                Word::Form => "write `#[form]`: the fields of the value have the names",
                _ => "write `#[params]`: the fields of the struct have the names",
            },
        );
        return Name::Broken;
    }
    match syn::parse2::<LitStr>(list.clone()) {
        Ok(name) if name.value().is_empty() => {
            errors.add(&name, format!("an empty name in the role `{word}`"), plain_help(word));
            Name::Broken
        }
        Ok(name) => Name::Given(name),
        Err(_) if list.is_empty() => {
            errors.add(attr, format!("no name in `#[{word}()]`"), plain_help(word));
            Name::Broken
        }
        Err(_) => {
            errors.add(
                &list,
                format!("the name in the role `{word}` is not a string literal"),
                format!("write `#[{word}(\"{}\")]`", likely_name(list.clone())),
            );
            Name::Broken
        }
    }
}

fn plain_help(word: Word) -> String {
    format!("write `#[{word}(\"name\")]`, or `#[{word}]` to take the argument's or field's name")
}

/// `name = "type"` and `type` -> `type`: what the author most likely means.
fn likely_name(tokens: TokenStream) -> String {
    let literal = tokens
        .clone()
        .into_iter()
        .find_map(|token| syn::parse2::<LitStr>(token.into()).ok().map(|literal| literal.value()));
    let word = || match tokens.into_iter().next() {
        Some(proc_macro2::TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    };
    literal.or_else(word).unwrap_or_else(|| "name".to_owned())
}
