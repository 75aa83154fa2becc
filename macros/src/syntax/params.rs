//! The struct under `#[derive(Params)]`, and `#[params(…)]` on it and on its fields.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, DeriveInput, LitStr, Meta, Token};

use super::role::{self, Role};
use crate::errors::Errors;

/// The struct, as written.
pub(crate) struct Struct {
    pub(crate) input: DeriveInput,
    pub(crate) options: Vec<ParamsOption>,
}

/// A field's roles and options.
pub(crate) struct Annotated {
    pub(crate) roles: Vec<Role>,
    pub(crate) options: Vec<ParamsOption>,
}

/// One option in `#[params(…)]`.
pub(crate) struct ParamsOption {
    pub(crate) name: Ident,
    pub(crate) value: Value,
    pub(crate) tokens: TokenStream,
}

pub(crate) enum Value {
    None,
    Text(LitStr),
    /// Not a string literal.
    Other(TokenStream),
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

fn options(attrs: &[Attribute], errors: &mut Errors) -> Vec<ParamsOption> {
    let mut all = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("params")) {
        let Meta::List(list) = &attr.meta else {
            errors.add(
                attr,
                "no options in `#[params]`",
                "write them in parentheses, as in `#[params(flatten)]`; \
                 as a role, `#[params]` stands on an argument",
            );
            continue;
        };
        if let Err(error) = list.parse_args_with(|input: ParseStream<'_>| {
            while !input.is_empty() {
                all.push(option(input)?);
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        }) {
            errors.add_syn(error);
        }
    }
    all
}

fn option(input: ParseStream<'_>) -> syn::Result<ParamsOption> {
    let name = input.call(Ident::parse_any)?;
    let mut tokens = name.to_token_stream();
    let value = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?.to_tokens(&mut tokens);
        let mut value = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            value.extend([input.parse::<proc_macro2::TokenTree>()?]);
        }
        value.to_tokens(&mut tokens);
        match syn::parse2(value.clone()) {
            Ok(text) => Value::Text(text),
            Err(_) => Value::Other(value),
        }
    } else if input.peek(syn::token::Paren) {
        let group: proc_macro2::TokenTree = input.parse()?;
        group.to_tokens(&mut tokens);
        Value::Other(group.into())
    } else {
        Value::None
    };
    Ok(ParamsOption { name, value, tokens })
}

impl ToTokens for ParamsOption {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}
