//! One role for an argument, that exists, and that stands where it belongs.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Meta};

use super::Placed;
use crate::check::types;
use crate::errors::Errors;
use crate::suggest;
use crate::syntax::literal;
use crate::syntax::method::{Argument, Method, Misplaced};
use crate::syntax::role::{Name, Role, Word, inside, is_raw, meant, name_in};

/// At most one role, and none that doesn't exist.
pub(super) fn one(argument: &Argument, errors: &mut Errors) {
    for (word, attr) in &argument.unknown {
        let text = word.unraw().to_string();
        let help = foreign(&text, attr, argument).unwrap_or_else(|| match likely(word) {
            Some(near) => format!("did you mean `#[{near}{}]`? {ROLES}", name_of(near, attr)),
            None if is_raw(&text) => format!("write `#[body(raw)]` to send it as it is; {ROLES}"),
            None => ROLES.to_owned(),
        });
        errors.add(attr.path(), format!("`{text}` is not a role of an argument"), help);
    }
    let mut rest = argument.roles.iter();
    let Some(first) = rest.next() else { return };
    for second in rest {
        if first.word == second.word {
            errors.add(
                &second.attr,
                format!("the role `{}` stands twice", second.word),
                "once is enough",
            );
        } else {
            errors.add(
                &second.attr,
                format!("a second role, `{}`, for one argument", second.word),
                format!(
                    "keep one: an argument is sent once, as `{}` or as `{}`",
                    first.word, second.word
                ),
            );
        }
    }
}

const ROLES: &str = "the roles are path, query, header, body, form, part, params";

/// The role that a word which is none is most likely meant to be.
pub(super) fn likely(word: &Ident) -> Option<&'static str> {
    let text = word.unraw().to_string();
    let words: Vec<&str> = Word::ALL.iter().map(|word| word.as_str()).collect();
    synonym(&text).or_else(|| suggest::nearest(&text, &words))
}

/// Words that other libraries use.
fn synonym(word: &str) -> Option<&'static str> {
    match word {
        "json" | "payload" | "data" | "request_body" | "json_body" => Some("body"),
        "queries" | "querystring" | "qs" | "query_params" | "query_param" | "query_map" | "arg" => {
            Some("query")
        }
        "cookie" | "auth" | "authorization" | "bearer" | "token" | "header_map"
        | "header_param" => Some("header"),
        "urlencoded" | "form_data" | "form_params" => Some("form"),
        "file" | "multipart" | "field" | "upload" | "form_field" => Some("part"),
        "param" | "parameters" | "args" | "options" => Some("params"),
        "segment" | "placeholder" | "url" | "path_variable" | "path_param" | "path_params" => {
            Some("path")
        }
        _ => None,
    }
}

/// `("type")` of an attribute that says no more than a name.
fn name_of(role: &str, attr: &Attribute) -> String {
    let is_named = matches!(role, "path" | "query" | "header" | "part");
    match &attr.meta {
        Meta::List(list) if is_named => match literal::text(list.tokens.clone()) {
            Some(name) => format!("({})", name.to_token_stream()),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// What takes the place of an attribute that says something else than a role.
fn foreign(word: &str, attr: &Attribute, argument: &Argument) -> Option<String> {
    let tokens = match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(pair) => pair.value.to_token_stream(),
        Meta::Path(_) => return None,
    };
    let role = argument.roles.first();
    let kind = role.map_or(Word::Query, |role| role.word);
    match word {
        "serde" | "rename" | "name" => {
            let says = types::source(&tokens);
            if word == "serde" && !says.starts_with("rename =") {
                let why = match says.as_str() {
                    "flatten" => "of a struct each field is sent under its own name",
                    _ => "`None` of an `Option` is not sent",
                };
                return Some(format!("write `#[{kind}]`: {why}"));
            }
            let name = name_in(inside(attr))?;
            Some(format!("write `#[{kind}(\"{name}\")]`"))
        }
        "default" => {
            let value = meant(&tokens)?;
            let name = match role {
                Some(Role { name: Name::Given(name), .. }) => {
                    format!("{}, ", name.to_token_stream())
                }
                _ => String::new(),
            };
            Some(format!("write `#[{kind}({name}default = {value})]`"))
        }
        _ => None,
    }
}

/// A role stands before an argument, an option beside the verb: not on the method, nor on `self`.
pub(super) fn misplaced(method: &Method, arguments: &mut [Placed<'_>], errors: &mut Errors) {
    for Misplaced { word, attr, on } in &method.misplaced {
        let role = Word::named(&word.to_string());
        let Some(role) = role else {
            let cause = format!("the option `{word}` on the {on}");
            let option = as_option(word, attr);
            errors.add(attr, cause, format!("write it beside the verb: `{option}`"));
            continue;
        };
        let inside = types::source(inside(attr));
        let is_fixed = matches!(role, Word::Header | Word::Query) && inside.contains("\" =");
        let lacking = arguments.iter().find(|argument| {
            !argument.excused && argument.word.is_none() && argument.written.ident().is_some()
        });
        let help = match lacking {
            _ if is_fixed => {
                format!("what every request carries stands beside the verb: `{role}({inside})`")
            }
            Some(argument) => {
                let pat = types::source(&argument.written.pat);
                let ty = types::source(&argument.written.ty);
                let meta = types::source(&attr.meta);
                format!("it stands before an argument: `#[{meta}] {pat}: {ty}`")
            }
            None => "it stands before the argument that it is about".to_owned(),
        };
        errors.add(attr, format!("the role `{role}` on the {on}"), help);
        if !is_fixed {
            for argument in arguments.iter_mut().filter(|argument| argument.word.is_none()) {
                argument.excused = true;
            }
        }
    }
}

/// `#[timeout("30s")]` and `#[timeout = "30s"]` -> `timeout = "30s"`.
fn as_option(word: &Ident, attr: &Attribute) -> String {
    let value = inside(attr);
    match word.to_string().as_str() {
        "timeout" => {
            let value = if value.is_empty() { "\"30s\"".to_owned() } else { types::source(value) };
            format!("timeout = {value}")
        }
        other => other.to_owned(),
    }
}
