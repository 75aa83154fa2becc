//! After a mistake: the item as its author wrote it, so that the rest of the crate still
//! type-checks, an editor still completes, and the mistake is the only thing that is reported.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Block, ReceiverKind, ReturnType, Signature, Type, TypeParamBound, parse_quote};

use crate::check::types;
use crate::syntax::method::Method;

/// The method with a body that can't run, and what is wrong with it.
pub(crate) fn method(method: Method, errors: &TokenStream) -> TokenStream {
    let Method { visibility, mut item, .. } = method;
    if item.default.is_some() {
        // Not of a trait, so it may be `pub`.
        return quote!(#errors #visibility #item);
    }
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

/// Whether a trait with this method may still be a `dyn`: a wrong receiver must not break its users.
fn is_for_dyn(sig: &Signature) -> bool {
    sig.asyncness.is_none()
        && !matches!(&sig.output, ReturnType::Type(_, ty) if types::has_impl(ty))
        && sig.receiver().is_some_and(|receiver| match &receiver.kind {
            ReceiverKind::Value => false,
            ReceiverKind::Typed(_, ty) => types::last_name(ty).is_none_or(|name| name != "Self"),
            _ => true,
        })
}
