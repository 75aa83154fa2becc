//! The macros of the crate `endpoint`, which exports them and documents them: this crate is only
//! used through it.
//!
//! Three stages with two barriers: `syntax` reads what is written, `check` finds out what is meant
//! and reports all mistakes of an item together, `expand` turns what has passed into tokens and
//! can't fail. `model` is what stands between the last two.

mod check;
mod errors;
mod expand;
mod model;
mod suggest;
mod syntax;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use errors::Errors;
use syntax::groups;

/// Makes a trait method an endpoint: see `endpoint::endpoint`.
#[proc_macro_attribute]
pub fn endpoint(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand_endpoint(attribute.into(), &groups::parenthesized(item.into())).into()
}

/// Makes a struct the parameters of endpoints: see `endpoint::Params`.
#[proc_macro_derive(Params, attributes(params, query, header, part, body, form))]
pub fn derive_params(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_params(groups::parenthesized(item.into())).into()
}

fn expand_endpoint(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = syntax::endpoint::parse(attribute);
    let Some(method) = syntax::method::parse(item, &mut errors) else {
        return expand::fallback::unread(
            &syntax::method::without_roles(item),
            &errors.into_tokens(),
        );
    };
    match check::endpoint::check(&options, &method, errors) {
        Ok((endpoint, conditional)) => expand::endpoint::expand(&endpoint, &conditional),
        Err(errors) => expand::fallback::method(method, &errors),
    }
}

fn expand_params(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (input, is_whole) = match syntax::params::input(item, &mut errors) {
        Some(read) => read,
        None => return errors.into_tokens(),
    };
    let written = syntax::params::parse(input, &mut errors);
    let checked = match is_whole {
        true => check::params::check(&written, errors),
        false => Err(errors.into_tokens()),
    };
    match checked {
        Ok(params) => expand::params::expand(&params),
        Err(errors) => {
            let krate = check::params::krate(&written);
            let DeriveInput { ident, generics, .. } = &written.input;
            let fallback = expand::params::fallback(&krate, ident, generics);
            quote!(#errors #fallback)
        }
    }
}
