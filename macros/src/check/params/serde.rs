//! What is said to serde is not said to us: a `#[serde(…)]` that would change what is sent, and has no
//! counterpart here, is most likely meant for the request too.

use proc_macro2::TokenTree;
use syn::{Attribute, Field, Meta};

use super::super::case::Case;
use super::Kind;
use crate::errors::Errors;
use crate::model::FieldGoes;
use crate::syntax::option::{self, Value, WrittenOption};
use crate::syntax::params::Annotated;
use crate::syntax::role::Name;

/// `#[serde(rename_all = "…")]` where a field, each with its name in the request, would be called otherwise.
pub(super) fn on_struct(attrs: &[Attribute], fields: &[(String, String)], errors: &mut Errors) {
    for option in options(attrs) {
        let case = text(&option).filter(|_| is(&option, "rename_all"));
        let known = case.as_ref().and_then(|case| {
            Case::ALL.iter().find_map(|(name, known)| (*name == case).then_some(*known))
        });
        let (Some(case), Some(known)) = (case, known) else { continue };
        if fields.iter().any(|(field, sent)| known.apply(field) != *sent) {
            let help = format!("write `#[params(rename_all = \"{case}\")]`");
            unread(&option, "rename_all", &help, errors);
        }
    }
}

/// Whether the field's name in the request is its author's own word.
pub(super) fn is_named(written: &Annotated) -> bool {
    written.roles.iter().any(|role| matches!(role.name, Name::Given(_)))
        || written.options.iter().any(|option| is(option, "rename"))
}

/// `#[serde(rename = "…")]` and the like on a field that does not say the same with a role or `#[params]`.
pub(super) fn on_field(field: &Field, written: &Annotated, kind: &Kind, errors: &mut Errors) {
    let is_skip = |option: &WrittenOption| is(option, "skip") || is(option, "skip_serializing");
    for option in options(&field.attrs) {
        let help = match kind {
            Kind::Skipped => return,
            // Where both are told their own, both are right.
            _ if is(&option, "rename") && is_named(written) => continue,
            _ if is_skip(&option) && !written.roles.is_empty() => continue,
            Kind::Flattened if is(&option, "flatten") => continue,
            Kind::Flattened | Kind::Sent { .. } if is_skip(&option) => {
                "write `#[params(skip)]` if it is not to be sent".to_owned()
            }
            // The pairs of a map or a struct stand in the query by themselves.
            Kind::Sent { goes: FieldGoes::Query, .. } if is(&option, "flatten") => continue,
            Kind::Sent { .. } if is(&option, "flatten") => {
                "write `#[params(flatten)]`, and derive `Params` for the struct in it".to_owned()
            }
            Kind::Sent { goes, name, .. } if is(&option, "rename") => {
                let Some(wanted) = text(&option) else { continue };
                let is_header = *goes == FieldGoes::Header;
                if wanted == *name || is_header && wanted.eq_ignore_ascii_case(name) {
                    continue;
                }
                match goes {
                    FieldGoes::Member => format!("write `#[params(rename = \"{wanted}\")]`"),
                    goes => format!("write `#[{}(\"{wanted}\")]`", goes.role()),
                }
            }
            Kind::Sent { .. } if is(&option, "serialize_with") || is(&option, "with") => {
                "give the field a type that serializes so".to_owned()
            }
            Kind::Flattened | Kind::Sent { .. } => continue,
        };
        let name = option.name.as_ref().map(ToString::to_string).unwrap_or_default();
        unread(&option, &name, &help, errors);
    }
}

fn unread(option: &WrittenOption, name: &str, help: &str, errors: &mut Errors) {
    errors.add(option, format!("`Params` doesn't read `#[serde({name})]`"), help);
}

fn options(attrs: &[Attribute]) -> Vec<WrittenOption> {
    let mut options = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        if let Meta::List(list) = &attr.meta {
            options.extend(option::parse(list.tokens.clone()));
        }
    }
    options
}

fn is(option: &WrittenOption, name: &str) -> bool {
    option.name.as_ref().is_some_and(|written| written == name)
}

/// The text behind the option: where serde is told two, that for serializing.
fn text(option: &WrittenOption) -> Option<String> {
    let tokens = match &option.value {
        Value::Text(text) => return Some(text.value()),
        Value::Odd(tokens) => tokens.clone(),
        Value::None | Value::Other(_) => return None,
    };
    let Some(TokenTree::Group(group)) = tokens.into_iter().next() else { return None };
    let inner = option::parse(group.stream());
    let serialize = inner.iter().find(|option| is(option, "serialize"))?;
    match &serialize.value {
        Value::Text(text) => Some(text.value()),
        _ => None,
    }
}
