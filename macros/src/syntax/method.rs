//! The method below `#[endpoint(…)]`: receiver, arguments with their roles, `-> Call<T>`.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, FnArg, Item, Meta, Pat, TraitItemFn, Type, Visibility};

use super::role::{self, Role, Word};
use crate::errors::Errors;

/// The method, as written but for the attributes that are ours.
pub(crate) struct Method {
    pub(crate) visibility: Visibility,
    pub(crate) item: TraitItemFn,
    pub(crate) arguments: Vec<Argument>,
}

/// One argument behind the receiver.
pub(crate) struct Argument {
    pub(crate) pat: Pat,
    pub(crate) ty: Type,
    pub(crate) roles: Vec<Role>,
    /// Attributes that look like a role and are none.
    pub(crate) unknown: Vec<(Ident, Attribute)>,
    /// What it lacks has been reported.
    pub(crate) excused: bool,
    /// The predicates of its `cfg`s.
    pub(crate) cfg: Vec<TokenStream>,
}

impl Method {
    /// Whether the body goes out as it is, so that its media type is the author's to say.
    pub(crate) fn has_raw_body(&self) -> bool {
        let mut roles = self.arguments.iter().flat_map(|argument| &argument.roles);
        roles.any(|role| role.word == Word::Raw)
    }
}

impl Argument {
    /// The argument's name, unless a pattern stands in its place.
    pub(crate) fn ident(&self) -> Option<&Ident> {
        match &self.pat {
            Pat::Ident(pat) => Some(&pat.ident),
            _ => None,
        }
    }
}

/// Reads the item; on an item of another kind the mistake is in `errors` and the answer `None`.
pub(crate) fn parse(tokens: &TokenStream, errors: &mut Errors) -> Option<Method> {
    match method.parse2(tokens.clone()) {
        Ok((visibility, item)) => Some(with_roles(visibility, item, errors)),
        Err(error) => {
            not_a_method(tokens, &error, errors);
            None
        }
    }
}

fn method(input: ParseStream<'_>) -> syn::Result<(Visibility, TraitItemFn)> {
    let attrs = input.call(Attribute::parse_outer)?;
    // Rust refuses a visibility here, but only after the macro has run.
    let visibility = input.parse()?;
    let mut item = TraitItemFn::parse(input)?;
    item.attrs = attrs;
    Ok((visibility, item))
}

fn with_roles(visibility: Visibility, mut item: TraitItemFn, errors: &mut Errors) -> Method {
    item.attrs.retain(|attr| {
        let again = attr.path().segments.last().is_some_and(|last| last.ident == "endpoint");
        if again {
            let help =
                "an endpoint has one verb and one path: declare another method for the other";
            let name = &item.sig.ident;
            errors.add(attr, format!("a second `#[endpoint]` on `{name}`"), help);
        }
        !again
    });
    let mut arguments = Vec::new();
    for input in &mut item.sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        let mut argument = Argument {
            pat: (*typed.pat).clone(),
            ty: (*typed.ty).clone(),
            roles: Vec::new(),
            unknown: Vec::new(),
            excused: false,
            cfg: Vec::new(),
        };
        typed.attrs.retain(|attr| {
            if let Some(role) = role::parse(attr, errors) {
                argument.roles.push(role);
                return false;
            }
            if attr.path().is_ident("cfg_attr") && role::is_in(attr) {
                let help = "write the argument once for each case, each with its `#[cfg(…)]`";
                errors.add(attr, "a role behind `cfg_attr`", help);
                argument.excused = true;
                return false;
            }
            if let Some(word) = role::unknown_word(attr) {
                argument.unknown.push((word.clone(), attr.clone()));
                return false;
            }
            if attr.path().is_ident("cfg")
                && let Meta::List(list) = &attr.meta
            {
                argument.cfg.push(list.tokens.clone());
            }
            true
        });
        arguments.push(argument);
    }
    Method { visibility, item, arguments }
}

fn not_a_method(tokens: &TokenStream, error: &syn::Error, errors: &mut Errors) {
    let declare = "declare the endpoint as a method of a trait: \
                   `trait Jobs: Endpoints { #[endpoint(get = \"/jobs\")] fn list(&self) -> Call<Page>; }`";
    let Ok(item) = syn::parse2::<Item>(tokens.clone()) else {
        errors.add_at(
            error.span(),
            "the declaration can't be read",
            "an endpoint is declared as `fn job(&self, job_id: &str) -> Call<Job>;`",
        );
        return;
    };
    match item {
        Item::Trait(item) => errors.add(
            item.trait_token,
            format!("`#[endpoint]` stands on the trait `{}`", item.ident),
            "put it on each method of the trait that is an endpoint",
        ),
        Item::Impl(item) => {
            errors.add(item.impl_token, "`#[endpoint]` stands on an `impl`", declare)
        }
        Item::Struct(item) => errors.add(
            item.struct_token,
            format!("`#[endpoint]` stands on the struct `{}`", item.ident),
            format!("{declare}; a struct of parameters has `#[derive(Params)]`"),
        ),
        item => {
            let first = item.to_token_stream().into_iter().next();
            let word = first.as_ref().map(ToString::to_string).unwrap_or_default();
            let cause = format!("`#[endpoint]` stands on a `{word}`, which is no method");
            errors.add(first, cause, declare);
        }
    }
}
