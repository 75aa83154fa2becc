//! After a mistake: the item as its author wrote it, so that the rest of the crate still
//! type-checks, an editor still completes, and the mistake is the only thing that is reported.

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{Block, FnArg, Pat, ReturnType, Safety, Signature, Type, TypeParamBound, parse_quote};

use crate::check::types;
use crate::syntax::method::{Argument, Method};

/// The method with a body that can't run, and what is wrong with it.
pub(crate) fn method(method: Method, errors: &TokenStream) -> TokenStream {
    let Method { visibility, mut item, arguments, .. } = method;
    if item.default.is_some() {
        // Not of a trait, so it may be `pub`.
        let attrs = std::mem::take(&mut item.attrs);
        return quote!(#errors #(#attrs)* #visibility #item);
    }
    mend(&mut item.sig, &arguments);
    if let Some(body) = body(&item.sig) {
        item.attrs.push(parse_quote! {
            #[allow(unused_variables, unused_mut, async_fn_in_trait, reason = "the endpoint has mistakes")]
        });
        item.default = Some(body);
        item.semi_token = None;
        if !is_for_dyn(&item.sig) {
            item.sig.generics.make_where_clause().predicates.push(parse_quote!(Self: Sized));
        }
    }
    quote!(#errors #item)
}

/// What no parser takes. A method gets a body in the place of its last `;`, so that no `impl` lacks it.
pub(crate) fn unread(item: &TokenStream, errors: &TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let is_method =
        tokens.iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "fn"));
    let is_end = |last: &mut TokenTree| {
        is_method && matches!(last, TokenTree::Punct(last) if last.as_char() == ';')
    };
    let body = tokens.pop_if(is_end).map(|_| quote!({ ::core::unreachable!() }));
    quote!(#errors #(#tokens)* #body)
}

/// Takes out what has been reported, and what the compiler or the callers would stumble over again.
fn mend(sig: &mut Signature, arguments: &[Argument]) {
    sig.constness = None;
    sig.safety = Safety::Default;
    sig.abi = None;
    sig.variadic = None;
    let inputs = sig.inputs.iter_mut().enumerate().filter_map(|(index, input)| match input {
        FnArg::Typed(input) => Some((index, input)),
        FnArg::Receiver(_) => None,
    });
    for ((index, input), argument) in inputs.zip(arguments) {
        if !matches!(&argument.pat, Pat::Ident(pat) if pat.subpat.is_none()) {
            let ident = format_ident!("__argument{index}");
            *input.pat = parse_quote!(#ident);
        }
    }
    match sig.inputs.first_mut() {
        Some(FnArg::Receiver(receiver)) if crate::check::signature::is_right(receiver) => {}
        Some(FnArg::Receiver(receiver)) => *receiver = parse_quote!(&self),
        _ => sig.inputs.insert(0, parse_quote!(&self)),
    }
}

/// A body of any type; `None` where the compiler would want to know the type.
fn body(sig: &Signature) -> Option<Block> {
    let ReturnType::Type(_, ty) = &sig.output else {
        return Some(parse_quote!({ ::core::unreachable!() }));
    };
    let Type::ImplTrait(opaque) = types::bare(ty) else {
        return Some(parse_quote!({ ::core::unreachable!() }));
    };
    let is_future = opaque.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|segment| segment.ident == "Future")
        }
        _ => false,
    });
    is_future.then(|| parse_quote!({ async { ::core::unreachable!() } }))
}

/// Whether a trait with this method may still be a `dyn`.
fn is_for_dyn(sig: &Signature) -> bool {
    sig.asyncness.is_none()
        && !matches!(&sig.output, ReturnType::Type(_, ty) if types::has_impl(ty))
}
