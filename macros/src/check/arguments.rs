//! The rules of arguments: one role each, placeholders filled, names that can be sent.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Pat;
use syn::ext::IdentExt;

use super::attribute::Target;
use super::{defaults, header, shapes, types};
use crate::errors::Errors;
use crate::model::Verb;
use crate::suggest;
use crate::syntax::ident;
use crate::syntax::method::{Argument, Method};
use crate::syntax::role::{Name, Role, Word, is_raw};

/// An argument with the role it has, as far as that is known.
pub(crate) struct Placed<'a> {
    pub(crate) written: &'a Argument,
    /// Its role, written or implied by a placeholder.
    pub(crate) word: Option<Word>,
    /// Its name in the request: of a placeholder, a query parameter, a header, a part.
    pub(crate) wire: Option<String>,
    /// A message about it is enough.
    pub(super) excused: bool,
}

impl<'a> Placed<'a> {
    pub(crate) fn role(&self) -> Option<&'a Role> {
        self.written.roles.first()
    }

    /// Where a message about its role or its wire name belongs.
    pub(crate) fn role_tokens(&self) -> TokenStream {
        match self.role() {
            Some(Role { name: Name::Given(name), .. }) => name.to_token_stream(),
            Some(role) => role.attr.to_token_stream(),
            None => self.written.pat.to_token_stream(),
        }
    }

    pub(crate) fn name(&self) -> String {
        self.written.ident().map(|ident| ident.unraw().to_string()).unwrap_or_default()
    }

    /// The predicate under which both are there; `None` if that is always.
    pub(crate) fn together(&self, other: &Placed<'_>) -> Option<TokenStream> {
        let cfg = [self.written.cfg.as_slice(), other.written.cfg.as_slice()].concat();
        types::all_of(&cfg)
    }
}

/// Gives each argument its role.
pub(crate) fn place<'a>(
    method: &'a Method,
    target: &Target,
    errors: &mut Errors,
) -> Vec<Placed<'a>> {
    let raw = method.has_raw_body();
    method
        .arguments
        .iter()
        .map(|written| {
            pattern(written, errors);
            roles(written, errors);
            let mut placed = Placed { written, word: None, wire: None, excused: false };
            let name = placed.name();
            placed.excused =
                written.excused || written.ident().is_none() || !written.unknown.is_empty();
            if let Some(role) = written.roles.first() {
                placed.word = Some(role.word);
                placed.wire = wire_name(role, written, raw, errors);
                if let Some(default) = &role.default {
                    let in_header = role.word == Word::Header;
                    defaults::fits(&name, &written.ty, in_header, default, errors);
                }
            } else if written.unknown.is_empty()
                && !written.excused
                && let Some((_, template)) = &target.template
                && template.placeholders().any(|placeholder| placeholder == name)
            {
                placed.word = Some(Word::Path);
                placed.wire = Some(name);
            }
            placed
        })
        .collect()
}

/// An argument is a plain name: `job: &Job`, not `mut job: &Job` or `Job { id }: &Job`.
fn pattern(argument: &Argument, errors: &mut Errors) {
    let help = "write a plain name, such as `job: &Job`";
    match &argument.pat {
        Pat::Ident(pat) => {
            let qualifier = [
                pat.by_ref.as_ref().map(|token| token.to_token_stream()),
                pat.mutability.as_ref().map(|token| token.to_token_stream()),
            ];
            for token in qualifier.into_iter().flatten() {
                let name = &pat.ident;
                errors.add(
                    &token,
                    format!("`{token}` on the argument `{name}`"),
                    format!(
                        "take `{token}` away: the method has no body of yours that could use it"
                    ),
                );
            }
            if let Some((at, inner)) = &pat.subpat {
                errors.add(quote!(#at #inner), "a pattern in place of an argument's name", help);
            }
        }
        Pat::Wild(wild) => errors.add(wild, "an argument without a name", help),
        pat => errors.add(pat, "a pattern in place of an argument's name", help),
    }
}

/// At most one role, and none that doesn't exist.
fn roles(argument: &Argument, errors: &mut Errors) {
    for (word, attr) in &argument.unknown {
        let text = word.unraw().to_string();
        let words = Word::ALL.iter().map(|word| word.as_str());
        let help = match synonym(&text).or_else(|| suggest::nearest(&text, words)) {
            Some(near) => format!("did you mean `#[{near}]`? {ROLES}"),
            None if is_raw(&text) => format!("write `#[body(raw)]` to send it as it is; {ROLES}"),
            None => ROLES.to_owned(),
        };
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

/// Words that other libraries use.
fn synonym(word: &str) -> Option<&'static str> {
    match word {
        "json" | "payload" | "data" => Some("body"),
        "queries" | "querystring" | "qs" | "query_params" | "query_param" => Some("query"),
        "cookie" | "auth" | "authorization" | "bearer" | "token" => Some("header"),
        "urlencoded" => Some("form"),
        "file" | "multipart" | "field" | "upload" => Some("part"),
        "param" | "parameters" | "args" | "options" => Some("params"),
        "segment" | "placeholder" | "url" => Some("path"),
        _ => None,
    }
}

fn wire_name(role: &Role, argument: &Argument, raw: bool, errors: &mut Errors) -> Option<String> {
    let (name, at) = match &role.name {
        Name::Broken => return None,
        Name::Given(name) => (name.value(), name.to_token_stream()),
        Name::Implied => {
            let ident = argument.ident()?;
            let name = ident.unraw().to_string();
            let name = if role.word == Word::Header { name.replace('_', "-") } else { name };
            (name, ident.to_token_stream())
        }
    };
    if role.word != Word::Header {
        return Some(name);
    }
    if let Some((cause, help)) = header::refused(&name, raw, header::as_role) {
        errors.add(at, cause, help);
        return None;
    }
    Some(name.to_ascii_lowercase())
}

/// Each placeholder has one argument, each path argument its placeholder, and no argument is left
/// without a role.
pub(crate) fn placeholders(
    method: &Method,
    target: &Target,
    arguments: &mut [Placed<'_>],
    errors: &mut Errors,
) {
    let Some((literal, template)) = &target.template else { return };
    if !template.is_unclear {
        for placeholder in template.placeholders() {
            filled(method, literal, placeholder, arguments, errors);
        }
    }
    for argument in arguments.iter().filter(|argument| !argument.excused) {
        let name = argument.name();
        match (argument.word, &argument.wire) {
            (Some(Word::Path), Some(wire))
                if !template.is_unclear && !template.placeholders().any(|name| name == wire) =>
            {
                errors.add(
                    argument.role_tokens(),
                    format!("no placeholder for the path argument `{name}`"),
                    format!(
                        "put `{{{wire}}}` into the path template, or give `{name}` another role"
                    ),
                );
            }
            // What can't be read of the template may have been meant to name it.
            (None, _)
                if template.problems.is_empty()
                    || !(template.is_unclear || literal.value().contains(&name)) =>
            {
                without_role(argument, target.verb, &literal.value(), errors);
            }
            _ => {}
        }
    }
}

/// The arguments of one placeholder.
fn filled(
    method: &Method,
    literal: &syn::LitStr,
    placeholder: &str,
    arguments: &mut [Placed<'_>],
    errors: &mut Errors,
) {
    let fills = |argument: &&Placed<'_>| {
        argument.word == Some(Word::Path) && argument.wire.as_deref() == Some(placeholder)
    };
    let found: Vec<&Placed<'_>> = arguments.iter().filter(fills).collect();
    for (index, second) in found.iter().enumerate() {
        for first in found.iter().take(index) {
            errors.add_where(
                first.together(second),
                second.role_tokens(),
                format!("a second argument for the placeholder `{{{placeholder}}}`"),
                format!(
                    "`{}` fills it already: give `{}` another role",
                    first.name(),
                    second.name()
                ),
            );
        }
    }
    let cause = format!("no argument for the placeholder `{{{placeholder}}}`");
    let help = format!(
        "add `{}: &str` to `{}`, or take `{{{placeholder}}}` out of the path template",
        as_ident(placeholder),
        method.item.sig.ident
    );
    if !found.is_empty() {
        // All of them may be configured away.
        let conditions: Option<Vec<TokenStream>> =
            found.iter().map(|argument| types::all_of(&argument.written.cfg)).collect();
        if let Some(conditions) = conditions {
            let any = types::any_of(&conditions);
            errors.add_where(Some(quote!(not(#any))), literal, cause, help);
        }
        return;
    }
    if let Some(named) = arguments.iter().find(|argument| argument.name() == placeholder) {
        if let Some(role) = named.role() {
            errors.add(
                &role.attr,
                format!(
                    "`{placeholder}` fills the placeholder `{{{placeholder}}}`: its role is `path`"
                ),
                format!(
                    "take `#[{}]` away, or take `{{{placeholder}}}` out of the path template",
                    role.word
                ),
            );
        }
        return;
    }
    if arguments.iter().any(|argument| argument.written.ident().is_none()) {
        return;
    }
    let unplaced = |argument: &Placed<'_>| {
        !argument.excused
            && match (argument.word, argument.wire.as_deref()) {
                (None, _) => true,
                (Some(Word::Path), Some(wire)) => !literal.value().contains(&format!("{{{wire}}}")),
                _ => false,
            }
    };
    let names: Vec<String> =
        arguments.iter().filter(|argument| unplaced(argument)).map(Placed::name).collect();
    match suggest::nearest(placeholder, names.iter().map(String::as_str)) {
        Some(near) => {
            errors.add(
                literal,
                cause,
                format!("did you mean `{{{near}}}`? a placeholder has the name of its argument"),
            );
            if let Some(argument) = arguments.iter_mut().find(|argument| argument.name() == near) {
                argument.excused = true;
            }
        }
        None => errors.add(literal, cause, help),
    }
}

fn as_ident(placeholder: &str) -> String {
    match placeholder {
        // These can't be raw identifiers.
        "self" | "Self" | "super" | "crate" => {
            format!("#[path(\"{placeholder}\")] {}_", placeholder.to_lowercase())
        }
        _ if ident::is_keyword(placeholder) => format!("r#{placeholder}"),
        _ if ident::is_ident(placeholder) => placeholder.to_owned(),
        _ => {
            let name: String = placeholder
                .chars()
                .map(|char| if char.is_alphanumeric() { char } else { '_' })
                .collect();
            format!("#[path(\"{placeholder}\")] {name}")
        }
    }
}

fn without_role(argument: &Placed<'_>, verb: Option<Verb>, path: &str, errors: &mut Errors) {
    let name = argument.name();
    let roles = match verb {
        Some(verb) if !verb.has_body() => "`#[query]`, `#[header]` or `#[params]`",
        _ => "`#[query]`, `#[header]`, `#[body]`, `#[part]` or `#[params]`",
    };
    let colon = format!(":{name}");
    let help = if path.split('/').any(|segment| segment == colon) {
        format!(
            "a placeholder has braces: write `{{{name}}}` instead of `{colon}` in the path template"
        )
    } else {
        format!("say where it goes: {roles}, or a placeholder `{{{name}}}` in the path template")
    };
    errors.add(&argument.written.pat, format!("no role for the argument `{name}`"), help);
}

/// The types of the arguments, by their roles.
pub(crate) fn shapes(arguments: &[Placed<'_>], errors: &mut Errors) {
    for argument in arguments {
        let is_read = argument.role().is_none_or(|role| !matches!(role.name, Name::Broken));
        if let Some(word) = argument.word.filter(|_| is_read) {
            let (name, ty) = (argument.name(), &argument.written.ty);
            shapes::fits(&shapes::Placed { name: &name, ty, in_struct: false }, word, errors);
        }
    }
}

/// No name is sent twice.
pub(crate) fn duplicates(arguments: &[Placed<'_>], errors: &mut Errors) {
    for (index, second) in arguments.iter().enumerate() {
        let (Some(word @ (Word::Query | Word::Header | Word::Part)), Some(wire)) =
            (second.word, &second.wire)
        else {
            continue;
        };
        let what = match word {
            Word::Query => "query parameter",
            Word::Header => "header",
            _ => "part",
        };
        for first in arguments.iter().take(index) {
            if first.word == Some(word) && first.wire.as_ref() == Some(wire) {
                errors.add_where(
                    first.together(second),
                    second.role_tokens(),
                    format!("the {what} `{wire}` is declared twice"),
                    format!(
                        "`{}` sends it already: give `{}` another name, `#[{word}(\"…\")]`",
                        first.name(),
                        second.name()
                    ),
                );
                break;
            }
        }
    }
}
