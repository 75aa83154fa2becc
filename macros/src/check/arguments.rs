//! The rules of arguments: one role each, placeholders filled, names that can be sent.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Pat;
use syn::ext::IdentExt;

use super::attribute::Target;
use super::{defaults, header, shapes, signature, types};
use crate::errors::Errors;
use crate::syntax::method::{Argument, Method, Slip};
use crate::syntax::role::{Name, Role, Word, example, meant};

mod placeholders;
mod roles;

pub(crate) use placeholders::placeholders;

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
            Some(role) => role.attr.clone(),
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
    target: &Target<'_>,
    errors: &mut Errors,
) -> Vec<Placed<'a>> {
    let raw = method.may_say_media_type();
    let mut arguments = Vec::new();
    for written in &method.arguments {
        pattern(written, errors);
        roles::one(written, errors);
        let mut placed = Placed { written, word: None, wire: None, excused: false };
        let name = placed.name();
        placed.excused = written.excused
            || written.ident().is_none()
            || !written.unknown.is_empty()
            || signature::stands_for_the_receiver(method, written);
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
        slip(&mut placed, errors);
        arguments.push(placed);
    }
    roles::misplaced(method, &mut arguments, errors);
    arguments
}

/// Rust has no `limit: u32 = 5` and no `limit?: u32`. A role has defaults.
fn slip(argument: &mut Placed<'_>, errors: &mut Errors) {
    let (name, ty) = (argument.name(), &argument.written.ty);
    let pat = types::source(&argument.written.pat);
    let optional = match types::argument_of(types::referent(ty).1, "Option") {
        Some(_) => types::source(ty),
        None => format!("Option<{}>", types::source(ty)),
    };
    match &argument.written.slip {
        None => return,
        Some(Slip::Optional(mark)) => errors.add(
            mark,
            format!("`?` behind the name of the argument `{name}`"),
            format!("write `{pat}: {optional}`"),
        ),
        Some(Slip::Default(default)) => {
            let value: TokenStream = default.clone().into_iter().skip(1).collect();
            let whole = types::source(default);
            let word = argument.word.unwrap_or(Word::Query);
            let help = match word {
                _ if value.to_string() == "None" => {
                    format!("take `{whole}` away: the caller writes `None`")
                }
                Word::Query | Word::Header => {
                    let value = meant(&value).unwrap_or_else(|| example(Some(ty)).to_owned());
                    let beside = match argument.role() {
                        Some(Role { name: Name::Given(name), .. }) => {
                            format!("{}, ", name.to_token_stream())
                        }
                        _ => String::new(),
                    };
                    format!("write `#[{word}({beside}default = {value})] {pat}: {optional}`")
                }
                _ => format!("take `{whole}` away: the caller gives the value"),
            };
            errors.add(default, format!("a default value of the argument `{name}`"), help);
        }
    }
    argument.excused |= argument.word.is_none();
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

fn wire_name(role: &Role, argument: &Argument, raw: bool, errors: &mut Errors) -> Option<String> {
    let (name, at) = match &role.name {
        Name::Broken => return None,
        Name::Given(name) => (name.value(), name.to_token_stream()),
        Name::Implied => {
            let ident = argument.ident()?;
            let name = ident.unraw().to_string();
            let name = if role.word == Word::Header { name.replace("_", "-") } else { name };
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
            // Two arguments of one name are the compiler's to report.
            let is_same = first.written.ident() == second.written.ident();
            if !is_same && first.word == Some(word) && first.wire.as_ref() == Some(wire) {
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
