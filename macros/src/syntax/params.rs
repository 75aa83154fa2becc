//! The struct under `#[derive(Params)]`, and `#[params(…)]` on it and on its fields.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, DeriveInput, Generics, Meta, Token, Visibility, parse_quote};

use super::option::{self, WrittenOption};
use super::role::{self, Role};
use crate::errors::Errors;

/// The struct, as written.
pub(crate) struct Struct {
    pub(crate) input: DeriveInput,
    pub(crate) options: Vec<WrittenOption>,
}

/// A field's roles and options.
pub(crate) struct Annotated {
    pub(crate) roles: Vec<Role>,
    pub(crate) options: Vec<WrittenOption>,
}

/// The item below the derive, and whether it could be read to its end; of a struct whose fields are
/// half written only the head.
pub(crate) fn input(item: TokenStream, errors: &mut Errors) -> Option<(DeriveInput, bool)> {
    let error = match syn::parse2(item.clone()) {
        Ok(input) => return Some((input, true)),
        Err(error) => error,
    };
    errors.add_at(
        error.span(),
        "the fields can't be read",
        "write each as `name: Type`, with a comma behind it",
    );
    head.parse2(item).ok().map(|input| (input, false))
}

fn head(input: ParseStream<'_>) -> syn::Result<DeriveInput> {
    let attrs = input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    input.parse::<Token![struct]>()?;
    let ident: Ident = input.parse()?;
    let mut generics: Generics = input.parse()?;
    generics.where_clause = input.parse()?;
    input.parse::<TokenStream>()?;
    Ok(DeriveInput { attrs, generics, ..parse_quote!(struct #ident;) })
}

pub(crate) fn parse(input: DeriveInput, errors: &mut Errors) -> Struct {
    let options = options(&input.attrs, errors);
    Struct { input, options }
}

/// What stands on a field.
pub(crate) fn annotated(attrs: &[Attribute], errors: &mut Errors) -> Annotated {
    let roles = attrs
        .iter()
        .filter(|attr| !attr.path().is_ident("params"))
        .filter_map(|attr| role::parse(attr, errors))
        .collect();
    Annotated { roles, options: options(attrs, errors) }
}

fn options(attrs: &[Attribute], errors: &mut Errors) -> Vec<WrittenOption> {
    let mut all = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("params")) {
        match &attr.meta {
            Meta::List(list) => all.extend(option::parse(list.tokens.clone())),
            Meta::NameValue(_) | Meta::Path(_) => errors.add(
                attr,
                "no options in `#[params]`",
                "write them in parentheses, as in `#[params(flatten)]`; \
                 as a role, `#[params]` stands on an argument",
            ),
        }
    }
    all
}
