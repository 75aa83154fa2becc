//! A struct of parameters: all rules, and what is meant once they hold.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, Fields, Ident, Path};

use self::options::{alone, named, of_struct, text, unknown};
use super::case::Case;
use super::{defaults, header, shapes, types};
use crate::errors::Errors;
use crate::model::{Field, FieldGoes, Flattened, Params};
use crate::syntax::option::{Value, WrittenOption};
use crate::syntax::params::{Annotated, Struct, annotated};
use crate::syntax::role::{Literal, Name, Role, Word};

mod options;
mod serde;

/// The struct that is meant, or all mistakes as tokens.
pub(crate) fn check(written: &Struct, mut errors: Errors) -> Result<Params<'_>, TokenStream> {
    let options = of_struct(written, &mut errors);
    roles_of_fields(written, &mut errors);
    let mut params = Params {
        krate: options.krate,
        ident: written.input.ident.clone(),
        generics: &written.input.generics,
        check: options.check,
        fields: Vec::new(),
        flattened: Vec::new(),
        names_deprecated: names_deprecated(&written.input),
    };
    let attrs = &written.input.attrs;
    // By their fields' names, those that nobody has named.
    let mut unnamed = Vec::new();
    for written in named_fields(written, &mut errors) {
        let Some(ident) = &written.ident else { continue };
        let on_field = annotated(&written.attrs, &mut errors);
        let Some(kind) = kind(ident, &on_field, options.case, &mut errors) else { continue };
        serde::on_field(written, &on_field, &kind, &mut errors);
        let (ident, ty) = (ident.clone(), &written.ty);
        match kind {
            Kind::Skipped => {}
            Kind::Flattened => {
                let inner = types::argument_of(ty, "Option");
                let optional = inner.is_some();
                params.flattened.push(Flattened { ident, ty: inner.unwrap_or(ty), optional });
            }
            Kind::Sent { goes, name, default, at } => {
                one_kind_of_body(&params, &ident, goes, &mut errors);
                let shape = match goes {
                    FieldGoes::Query => Some(Word::Query),
                    FieldGoes::Header => Some(Word::Header),
                    FieldGoes::Member | FieldGoes::Part => None,
                };
                if let Some(word) = shape {
                    let name = &ident.unraw().to_string();
                    let field = shapes::Placed { name, ty, in_struct: true };
                    shapes::fits(&field, word, &mut errors);
                }
                duplicate(&params, goes, &name, at, &mut errors);
                if goes != FieldGoes::Header && !serde::is_named(&on_field) {
                    unnamed.push((ident.unraw().to_string(), name.clone()));
                }
                if let Some(default) = &default {
                    let in_header = goes == FieldGoes::Header;
                    let name = ident.unraw().to_string();
                    defaults::fits(&name, ty, in_header, default, &mut errors);
                }
                let default = default.map(|default| default.text);
                params.fields.push(Field { ident, ty, goes, name, default });
            }
        }
    }
    serde::on_struct(attrs, &unnamed, &mut errors);
    errors.finish(Some(params)).map(|(params, _)| params)
}

/// The path of the runtime crate, also where the struct has mistakes.
pub(crate) fn krate(written: &Struct) -> Path {
    of_struct(written, &mut Errors::default()).krate
}

/// Whether the author says so: without a word of his the impl has none either, which a crate might forbid.
fn names_deprecated(input: &syn::DeriveInput) -> bool {
    let says = |attr: &syn::Attribute| {
        attr.path().is_ident("deprecated")
            || (attr.path().is_ident("allow") || attr.path().is_ident("expect"))
                && attr.to_token_stream().to_string().contains("deprecated")
    };
    let of_fields = match &input.data {
        Data::Struct(data) => data.fields.iter().any(|field| field.attrs.iter().any(says)),
        Data::Enum(_) | Data::Union(_) => false,
    };
    of_fields || input.attrs.iter().any(says)
}

/// A role says where one field goes, and stands on that.
fn roles_of_fields(written: &Struct, errors: &mut Errors) {
    for attr in &written.input.attrs {
        let word = attr.path().get_ident().and_then(|word| Word::named(&word.to_string()));
        if let Some(word) = word.filter(|word| *word != Word::Params) {
            let help = format!("each field has a role of its own: write `#[{word}]` on the fields");
            errors.add(attr, format!("the role `{word}` on a struct"), help);
        }
    }
}

/// A struct with named fields, or with none.
fn named_fields<'a>(
    written: &'a Struct,
    errors: &mut Errors,
) -> impl Iterator<Item = &'a syn::Field> + use<'a> {
    let ident = &written.input.ident;
    let help = "parameters are a struct with named fields: a field's name is sent with its value";
    let fields = match &written.input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Some(&fields.named),
            Fields::Unit => None,
            Fields::Unnamed(fields) => {
                errors.add(fields, format!("the fields of `{ident}` have no names"), help);
                None
            }
        },
        Data::Enum(data) => {
            errors.add(
                data.enum_token.to_token_stream(),
                format!("`Params` on the enum `{ident}`"),
                help,
            );
            None
        }
        Data::Union(data) => {
            errors.add(
                data.union_token.to_token_stream(),
                format!("`Params` on the union `{ident}`"),
                help,
            );
            None
        }
    };
    fields.into_iter().flatten()
}

const OPTIONS: [&str; 3] = ["rename", "skip", "flatten"];

/// What becomes of a field.
enum Kind {
    Skipped,
    Flattened,
    /// `at` is where its wire name stands.
    Sent {
        goes: FieldGoes,
        name: String,
        default: Option<Literal>,
        at: TokenStream,
    },
}

fn kind(
    ident: &Ident,
    written: &Annotated,
    case: Option<Case>,
    errors: &mut Errors,
) -> Option<Kind> {
    let (mut rename, mut skip, mut flatten) = (None, None, None);
    for (name, option) in named(&written.options, &OPTIONS, "a field", errors) {
        match name.as_str() {
            "rename" => rename = Some(option),
            "skip" => skip = alone(option, &name, errors),
            "flatten" => flatten = alone(option, &name, errors),
            "rename_all" | "crate" | "check" => {
                errors.add(option, format!("`{name}` on a field"), "put it on the struct");
            }
            _ => unknown(option, &name, &OPTIONS, "a field", errors),
        }
    }
    let role = one_role(ident, &written.roles, errors);
    if let Some(skip) = skip {
        for (name, other) in [("flatten", flatten), ("rename", rename)] {
            if let Some(other) = other {
                errors.add(
                    other,
                    format!("`{name}` on a field that is skipped"),
                    "a skipped field is not sent: keep one of them",
                );
            }
        }
        if let Some(role) = role {
            errors.add(
                skip,
                format!("`skip` on a field with the role `{}`", role.word),
                "a skipped field is not sent: keep one of them",
            );
        }
        return Some(Kind::Skipped);
    }
    if flatten.is_some() {
        if let Some(rename) = rename {
            errors.add(
                rename,
                format!("`rename` on `{ident}`, which is flattened"),
                "a flattened struct has no name of its own: its fields have the names",
            );
        }
        if let Some(role) = role {
            errors.add(
                &role.attr,
                format!("the role `{}` on `{ident}`, which is flattened", role.word),
                "the fields of the flattened struct have the roles: take this one away",
            );
        }
        return Some(Kind::Flattened);
    }
    sent(ident, role, rename, case, errors)
}

/// At most one role, and one that a field can have.
fn one_role<'a>(ident: &Ident, roles: &'a [Role], errors: &mut Errors) -> Option<&'a Role> {
    let (first, rest) = roles.split_first()?;
    for second in rest {
        errors.add(
            &second.attr,
            if first.word == second.word {
                format!("the role `{}` stands twice", second.word)
            } else {
                format!("a second role, `{}`, for one field", second.word)
            },
            "keep one: a field is sent once",
        );
    }
    match first.word {
        Word::Path => errors.add(
            &first.attr,
            format!("the role `path` on the field `{ident}`"),
            format!(
                "a path value is an argument of the method: take the field out of the struct, \
                 and write `{ident}: &str` in the method"
            ),
        ),
        Word::Body => errors.add(
            &first.attr,
            format!("the role `body` on the field `{ident}`"),
            "take it away: a field without a role is a member of the JSON body",
        ),
        Word::Raw => errors.add(
            &first.attr,
            format!("the role `body(raw)` on the field `{ident}`"),
            "a raw body is an argument of the method: take the field out of the struct, and write \
             `#[body(raw)] body: Body` in the method",
        ),
        Word::Form => errors.add(
            &first.attr,
            format!("the role `form` on the field `{ident}`"),
            "a form is an argument of the method: take the field out of the struct, and write \
             `#[form] form: &Form` in the method",
        ),
        Word::Query | Word::Header | Word::Part | Word::Params => return Some(first),
    }
    None
}

fn sent(
    ident: &Ident,
    role: Option<&Role>,
    rename: Option<&WrittenOption>,
    case: Option<Case>,
    errors: &mut Errors,
) -> Option<Kind> {
    let goes = match role.map(|role| role.word) {
        Some(Word::Query) => FieldGoes::Query,
        Some(Word::Header) => FieldGoes::Header,
        Some(Word::Part) => FieldGoes::Part,
        _ => FieldGoes::Member,
    };
    let field = ident.unraw().to_string();
    let given = match (role, rename) {
        (Some(role), Some(rename)) => {
            let word = role.word;
            let help = match &rename.value {
                Value::Text(text) => format!("write `#[{word}(\"{}\")]`", text.value()),
                _ => format!("write `#[{word}(\"name\")]`"),
            };
            errors.add(rename, format!("`rename` on a field with the role `{word}`"), help);
            return None;
        }
        (Some(Role { name: Name::Broken, .. }), None) => return None,
        (Some(Role { name: Name::Given(name), .. }), None) => Some(name),
        (Some(Role { name: Name::Implied, .. }), None) => None,
        (None, Some(rename)) => Some(text(rename, "rename", "type", errors)?),
        (None, None) => None,
    };
    let (mut name, at) = match (given, goes) {
        (Some(given), _) => (given.value(), given.to_token_stream()),
        (None, FieldGoes::Header) => (field.replace("_", "-"), ident.to_token_stream()),
        (None, _) => {
            (case.map_or(field.clone(), |case| case.apply(&field)), ident.to_token_stream())
        }
    };
    if goes == FieldGoes::Header {
        if let Some((cause, help)) = header::refused(&name, false, header::as_role) {
            errors.add(at, cause, help);
            return None;
        }
        name = name.to_ascii_lowercase();
    }
    let default = role.and_then(|role| role.default.clone());
    Some(Kind::Sent { goes, name, default, at })
}

/// Members or parts, not both.
fn one_kind_of_body(params: &Params<'_>, ident: &Ident, goes: FieldGoes, errors: &mut Errors) {
    let has = |goes| params.fields.iter().any(|field| field.goes == goes);
    let (cause, help) = match goes {
        FieldGoes::Part if has(FieldGoes::Member) => (
            format!("the part `{ident}` beside members of a JSON body"),
            "a request has a JSON body or parts, not both: a field without a role is a member; \
             make those `#[part]` too",
        ),
        FieldGoes::Member if has(FieldGoes::Part) => (
            format!("no role for the field `{ident}` beside parts"),
            "a request has parts or a JSON body, not both: make it a `#[part]`, `#[query]` or \
             `#[header]` too",
        ),
        FieldGoes::Query | FieldGoes::Header | FieldGoes::Member | FieldGoes::Part => return,
    };
    errors.add(ident, cause, help);
}

/// No name is sent twice.
fn duplicate(
    params: &Params<'_>,
    goes: FieldGoes,
    name: &str,
    at: TokenStream,
    errors: &mut Errors,
) {
    let same = |field: &&Field<'_>| field.goes == goes && field.name == name;
    let Some(earlier) = params.fields.iter().find(same) else { return };
    let (what, rename) = match goes {
        FieldGoes::Query => ("query parameter", "#[query(\"…\")]"),
        FieldGoes::Header => ("header", "#[header(\"…\")]"),
        FieldGoes::Member => ("member", "#[params(rename = \"…\")]"),
        FieldGoes::Part => ("part", "#[part(\"…\")]"),
    };
    errors.add(
        at,
        format!("the {what} `{name}` is declared twice"),
        format!(
            "the field `{}` sends it already: give this one another name, `{rename}`",
            earlier.ident
        ),
    );
}
