//! What is said to serde is not said to us: a `#[serde(…)]` that would change what is sent, and has no
//! counterpart here, is most likely meant for the request too.

use syn::{Attribute, Field, Meta};

use super::Kind;
use crate::errors::Errors;
use crate::model::FieldGoes;
use crate::syntax::option::{self, Value, WrittenOption};
use crate::syntax::params::Annotated;
use crate::syntax::role::Name;

/// `#[serde(rename_all = "…")]` on a struct without `#[params(rename_all = "…")]`.
pub(super) fn on_struct(attrs: &[Attribute], has_case: bool, errors: &mut Errors) {
    for option in options(attrs) {
        if is(&option, "rename_all") && !has_case {
            let case = text(&option).unwrap_or_else(|| "camelCase".to_owned());
            unread(
                &option,
                "rename_all",
                &format!("write `#[params(rename_all = \"{case}\")]`"),
                errors,
            );
        }
    }
}

/// `#[serde(rename = "…")]` and the like on a field that does not say the same with a role or `#[params]`.
pub(super) fn on_field(field: &Field, written: &Annotated, kind: &Kind, errors: &mut Errors) {
    let is_named = written.roles.iter().any(|role| matches!(role.name, Name::Given(_)))
        || written.options.iter().any(|option| is(option, "rename"));
    for option in options(&field.attrs) {
        let help = match kind {
            Kind::Skipped => return,
            // Where both are told their own, both are right.
            _ if is(&option, "rename") && is_named => continue,
            _ if is(&option, "skip") && !written.roles.is_empty() => continue,
            Kind::Flattened if is(&option, "flatten") => continue,
            Kind::Flattened | Kind::Sent { .. }
                if is(&option, "skip") || is(&option, "skip_serializing") =>
            {
                "write `#[params(skip)]` if it is not to be sent".to_owned()
            }
            Kind::Sent { .. } if is(&option, "flatten") => {
                "write `#[params(flatten)]`, and derive `Params` for the struct in it".to_owned()
            }
            Kind::Sent { goes, name, .. }
                if is(&option, "rename") && text(&option).as_ref() != Some(name) =>
            {
                let wanted = text(&option).unwrap_or_else(|| "name".to_owned());
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
    let lists = attrs.iter().filter(|attr| attr.path().is_ident("serde"));
    lists
        .filter_map(|attr| match &attr.meta {
            Meta::List(list) => Some(option::parse(list.tokens.clone())),
            _ => None,
        })
        .flatten()
        .collect()
}

fn is(option: &WrittenOption, name: &str) -> bool {
    option.name.as_ref().is_some_and(|written| written == name)
}

/// The text behind the option, or that for serializing.
fn text(option: &WrittenOption) -> Option<String> {
    match &option.value {
        Value::Text(text) => Some(text.value()),
        Value::Odd(tokens) => super::super::attribute::first_text(tokens),
        Value::None | Value::Other(_) => None,
    }
}
