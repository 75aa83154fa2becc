//! After a mistake: the item as its author wrote it, so that the rest of the crate still
//! type-checks, an editor still completes, and the mistake is the only thing that is reported.

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{ReturnType, Type, TypeParamBound, Visibility, parse_quote};

use crate::check::types;
use crate::syntax::declaration::{Declaration, Pattern, Qualifiers, Receiver};
use crate::syntax::method::Method;

/// The method with a body that can't run, and what is wrong with it.
pub(crate) fn method(method: Method, errors: &TokenStream) -> TokenStream {
    let mut item = method.item;
    if item.body.is_some() {
        // Not of a trait, so it may be `pub`.
        return quote!(#errors #item);
    }
    mend(&mut item);
    if let Some(body) = body(&item.output) {
        let quiet = quiet();
        item.attrs.push(parse_quote!(#quiet));
        item.set_body(body);
        if !is_for_dyn(&item) {
            item.generics.make_where_clause().predicates.push(parse_quote!(Self: Sized));
        }
    }
    quote!(#errors #item)
}

/// What no parser takes. A method gets a body in the place of its last `;`, so that no `impl` lacks it.
pub(crate) fn unread(item: &TokenStream, errors: &TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let has = |name: &str| {
        tokens.iter().any(|token| matches!(token, TokenTree::Ident(word) if word == name))
    };
    let (is_method, is_future) = (has("fn"), has("Future"));
    let is_end = |last: &mut TokenTree| {
        is_method && matches!(last, TokenTree::Punct(last) if last.as_char() == ';')
    };
    let body = tokens.pop_if(is_end).map(|_| match is_future {
        true => quote!({ async { ::core::unreachable!() } }),
        false => quote!({ ::core::unreachable!() }),
    });
    let quiet = body.is_some().then(quiet);
    quote!(#errors #quiet #(#tokens)* #body)
}

/// What the compiler would say of the body that an author did not write.
fn quiet() -> TokenStream {
    quote! {
        #[allow(unused_variables, unused_mut, async_fn_in_trait, reason = "the endpoint has mistakes")]
    }
}

/// Takes out what has been reported, and what the compiler or the callers would stumble over again.
fn mend(item: &mut Declaration) {
    item.visibility = Visibility::Inherited;
    let asyncness = item.qualifiers.asyncness;
    item.qualifiers = Qualifiers { asyncness, ..Qualifiers::default() };
    item.inputs.variadic = None;
    for (index, argument) in item.inputs.typed.iter_mut().enumerate() {
        if !matches!(&argument.pattern, Pattern::Name { inner: None, .. }) {
            argument.pattern = Pattern::of(format_ident!("__argument{index}"));
        }
    }
    let is_right = |receiver: &Receiver| crate::check::signature::is_right(receiver);
    if !item.inputs.receiver.as_ref().is_some_and(is_right) {
        item.inputs.receiver = Some(Receiver::by_reference());
    }
}

/// A body of any type; `None` where the compiler would want to know the type.
fn body(output: &ReturnType) -> Option<TokenStream> {
    let unreachable = quote!(::core::unreachable!());
    let ReturnType::Type(_, ty) = output else {
        return Some(unreachable);
    };
    let Type::ImplTrait(opaque) = types::bare(ty) else {
        return Some(unreachable);
    };
    let is_future = opaque.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|segment| segment.ident == "Future")
        }
        _ => false,
    });
    is_future.then(|| quote!(async { #unreachable }))
}

/// Whether a trait with this method may still be a `dyn`.
fn is_for_dyn(item: &Declaration) -> bool {
    item.qualifiers.asyncness.is_none()
        && !matches!(&item.output, ReturnType::Type(_, ty) if types::has_impl(ty))
}
