//! Each placeholder has one argument, each path argument its placeholder, and no argument is left
//! without a role.
//!
//! Where one name is written in two ways there is one mistake, of a placeholder and an argument: they
//! are brought together before either is reported alone.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{LitStr, Type};

use super::roles::likely;
use super::{Placed, shapes};
use crate::check::attribute::Target;
use crate::check::types;
use crate::errors::Errors;
use crate::model::Verb;
use crate::suggest;
use crate::syntax::ident;
use crate::syntax::method::Method;
use crate::syntax::role::{Name, Word, inside, name_in};
use crate::syntax::template::Template;

/// All of these rules.
pub(crate) fn placeholders(
    method: &Method,
    target: &Target<'_>,
    arguments: &mut [Placed<'_>],
    errors: &mut Errors,
) {
    let Some((literal, template)) = &target.template else { return };
    if !template.is_unclear {
        let mut unfilled: Vec<&str> = template
            .placeholders()
            .filter(|placeholder| !is_filled(method, literal, placeholder, arguments, errors))
            .collect();
        renamed(template, &mut unfilled, arguments, errors);
        misspelt(literal, &mut unfilled, arguments, errors);
        only_ones_left(template, literal, &mut unfilled, arguments, errors);
        for placeholder in unfilled {
            errors.add(literal, lacks(placeholder), add_it(placeholder, method));
        }
    }
    for argument in arguments.iter().filter(|argument| !argument.excused) {
        let name = argument.name();
        // What can't be read of the template may have been meant to name it.
        let may_be_named = |name: &str| {
            !template.problems.is_empty() && (template.is_unclear || literal.value().contains(name))
        };
        match (argument.word, &argument.wire) {
            (Some(Word::Path), Some(wire)) if !has(template, wire) && !may_be_named(wire) => {
                errors.add(
                    argument.role_tokens(),
                    format!("no placeholder for the path argument `{name}`"),
                    format!(
                        "put `{{{wire}}}` into the path template, or give `{name}` another role"
                    ),
                );
            }
            (None, _) if !may_be_named(&name) => {
                without_role(argument, target.verb, &literal.value(), errors);
            }
            _ => {}
        }
    }
}

fn has(template: &Template, name: &str) -> bool {
    template.placeholders().any(|placeholder| placeholder == name)
}

fn lacks(placeholder: &str) -> String {
    format!("no argument for the placeholder `{{{placeholder}}}`")
}

fn add_it(placeholder: &str, method: &Method) -> String {
    let is_taken = method.arguments.iter().any(|argument| {
        let is_renamed = argument.roles.iter().any(|role| matches!(role.name, Name::Given(_)));
        is_renamed && argument.ident().is_some_and(|ident| ident.unraw() == placeholder)
    });
    let argument = match is_taken {
        true => format!("#[path(\"{placeholder}\")] {placeholder}_"),
        false => as_ident(placeholder),
    };
    format!(
        "add `{argument}: &str` to `{}`, or take `{{{placeholder}}}` out of the path template",
        method.item.sig.ident
    )
}

/// Whether an argument fills the placeholder, or has its name and another mistake, which is told.
fn is_filled(
    method: &Method,
    literal: &LitStr,
    placeholder: &str,
    arguments: &[Placed<'_>],
    errors: &mut Errors,
) -> bool {
    let fills = |argument: &&Placed<'_>| {
        argument.word == Some(Word::Path) && argument.wire.as_deref() == Some(placeholder)
    };
    let found: Vec<&Placed<'_>> = arguments.iter().filter(fills).collect();
    for (index, second) in found.iter().enumerate() {
        for first in found.iter().take(index) {
            // Two arguments of one name are the compiler's to report.
            if first.written.ident() == second.written.ident() {
                continue;
            }
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
    if !found.is_empty() {
        // All of them may be configured away.
        let conditions: Option<Vec<TokenStream>> =
            found.iter().map(|argument| types::all_of(&argument.written.cfg)).collect();
        if let Some(conditions) = conditions {
            let any = types::any_of(&conditions);
            let predicate = Some(quote!(not(#any)));
            errors.add_where(predicate, literal, lacks(placeholder), add_it(placeholder, method));
        }
        return true;
    }
    let named = arguments.iter().find(|argument| argument.name() == placeholder);
    match named.map(|named| named.role()) {
        // A path value under another name: see `renamed`.
        Some(Some(role)) if role.word == Word::Path => false,
        Some(Some(role)) => {
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
            true
        }
        Some(None) => true,
        None => arguments.iter().any(|argument| argument.written.ident().is_none()),
    }
}

/// `#[path("Id")] job` for `{id}`: a path argument that says the name of its placeholder, but not well.
/// One whose role can't be read has been reported, and fills the placeholder all the same.
fn renamed(
    template: &Template,
    unfilled: &mut Vec<&str>,
    arguments: &mut [Placed<'_>],
    errors: &mut Errors,
) {
    for argument in arguments {
        let unknown = argument.written.unknown.first();
        let unknown = unknown.filter(|(word, _)| likely(word) == Some("path"));
        let (written, is_told) = match (argument.role(), unknown) {
            (Some(role), _) if role.word == Word::Path => match &role.name {
                Name::Implied => continue,
                Name::Given(name) => (name.value(), false),
                Name::Broken => (name_in(role.inside.clone()).unwrap_or_default(), true),
            },
            (None, Some((_, attr))) => (name_in(inside(attr)).unwrap_or_default(), true),
            _ => continue,
        };
        if has(template, &written) && !is_told {
            continue;
        }
        let ident = argument.name();
        let guess = plain(&written);
        let near = [guess.as_str(), ident.as_str()].into_iter().find_map(|name| {
            let same = unfilled.iter().find(|placeholder| **placeholder == name).copied();
            same.or_else(|| suggest::nearest(name, unfilled))
        });
        let only = unfilled.first().filter(|_| is_told && unfilled.len() == 1).copied();
        let Some(placeholder) = near.or(only) else { continue };
        unfilled.retain(|other| *other != placeholder);
        argument.excused = true;
        if is_told {
            continue;
        }
        let (cause, help) = if guess != written {
            (
                format!("`{}` is not the name of a placeholder", written.escape_debug()),
                format!("write `#[path(\"{placeholder}\")]`"),
            )
        } else if ident == placeholder {
            (
                format!("no placeholder `{{{written}}}` in the path template"),
                format!(
                    "write `{{{written}}}` instead of `{{{placeholder}}}` there, or take \
                     `#[path(\"{written}\")]` away"
                ),
            )
        } else {
            (
                format!("no placeholder `{{{written}}}` in the path template"),
                format!("did you mean `#[path(\"{placeholder}\")]`?"),
            )
        };
        errors.add(argument.role_tokens(), cause, help);
    }
}

/// `/jobs/{id}`, `:id`, `{id}` and `id ` -> `id`.
fn plain(name: &str) -> String {
    let is_word = |char: char| char.is_alphanumeric() || "_-.".contains(char);
    let name = name.split_once('{').map_or(name, |(_, inner)| inner);
    let name = name.split('}').next().unwrap_or_default();
    let name = name.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
    name.trim_matches(|char| !is_word(char)).to_owned()
}

/// `{jobid}` for `job_id`: one is a slip of the other, or a word of it.
fn misspelt(
    literal: &LitStr,
    unfilled: &mut Vec<&str>,
    arguments: &mut [Placed<'_>],
    errors: &mut Errors,
) {
    unfilled.retain(|placeholder| {
        let names: Vec<String> = arguments
            .iter()
            .filter(|argument| is_unplaced(argument, literal))
            .map(Placed::name)
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(near) = suggest::nearest(placeholder, &names) else {
            return true;
        };
        let help = format!("did you mean `{{{near}}}`? a placeholder has the name of its argument");
        errors.add(literal, lacks(placeholder), help);
        if let Some(argument) = arguments.iter_mut().find(|argument| argument.name() == near) {
            argument.excused = true;
        }
        false
    });
}

/// An argument that lacks a role, or a placeholder.
fn is_unplaced(argument: &Placed<'_>, literal: &LitStr) -> bool {
    !argument.excused
        && match (argument.word, argument.wire.as_deref()) {
            (None, _) => true,
            (Some(Word::Path), Some(wire)) => !literal.value().contains(&format!("{{{wire}}}")),
            _ => false,
        }
}

/// `{job_id}` and `key: &str`: where only one of each is left, they are most likely one.
fn only_ones_left(
    template: &Template,
    literal: &LitStr,
    unfilled: &mut Vec<&str>,
    arguments: &mut [Placed<'_>],
    errors: &mut Errors,
) {
    let mut rest = arguments.iter_mut().filter(|argument| is_unplaced(argument, literal));
    let ([placeholder], Some(argument), None) = (unfilled.as_slice(), rest.next(), rest.next())
    else {
        return;
    };
    if argument.word.is_none() && !may_be_a_segment(&argument.written.ty) {
        return;
    }
    let (name, pat) = (argument.name(), types::source(&argument.written.pat));
    let ty = types::source(&argument.written.ty);
    let here = match &argument.wire {
        Some(wire) if !has(template, wire) => wire.clone(),
        _ => name,
    };
    errors.add(
        literal,
        lacks(placeholder),
        format!(
            "write `{{{here}}}` in the path template, or `#[path(\"{placeholder}\")] {pat}: {ty}`"
        ),
    );
    argument.excused = true;
    unfilled.clear();
}

/// Whether a type of which no more is known than its tokens is rather a segment of the path than a
/// query parameter or a body: `&str`, `u32`, `JobId`, not `Option<u32>`, `bool` or `&NewJob`.
fn may_be_a_segment(ty: &Type) -> bool {
    let mut probe = Errors::default();
    let placed = shapes::Placed { name: "", ty, in_struct: false };
    shapes::fits(&placed, Word::Path, &mut probe);
    let has_shape = probe.finish(Some(())).is_ok();
    let scalar = types::scalar_name(ty);
    let (is_borrowed, plain) = types::referent(ty);
    match scalar {
        Some(scalar) => has_shape && scalar != "bool",
        None => has_shape && !is_borrowed && matches!(plain, Type::Path(_)),
    }
}

/// An argument that fills the placeholder, up to its type.
fn as_ident(placeholder: &str) -> String {
    match placeholder {
        "_" => "#[path(\"_\")] value".to_owned(),
        // These can't be raw identifiers.
        "self" | "Self" | "super" | "crate" => {
            format!("#[path(\"{placeholder}\")] {}_", placeholder.to_lowercase())
        }
        _ if ident::is_keyword(placeholder) => format!("r#{placeholder}"),
        _ if ident::is_ident(placeholder) => placeholder.to_owned(),
        _ => {
            let is_word = |char: char| char.is_alphanumeric() || char == '_';
            let name: String =
                placeholder.chars().map(|char| if is_word(char) { char } else { '_' }).collect();
            let name = name.trim_start_matches(|char: char| char.is_numeric() || char == '_');
            let name = if ident::is_ident(name) { name } else { "value" };
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
