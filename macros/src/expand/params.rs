//! The impl of `Params` for a struct. Unlike an endpoint it needs paths: the runtime crate's is
//! `::endpoint` unless `#[params(crate = "…")]` says another.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Generics, Path};

use crate::check::types;
use crate::model::{Body, Params};

/// The impl.
pub(crate) fn expand(params: &Params) -> TokenStream {
    let Params { krate, ident, .. } = params;
    let private = quote!(#krate::__private);
    let request = Ident::new("request", Span::mixed_site());
    let check = params.check.iter().map(|path| quote!(#request.check(#path(self));));
    let fields = params.fields.iter().map(|field| {
        let (ident, ty, name) = (&field.ident, &field.ty, &field.name);
        let method = Ident::new(field.goes.role(), Span::mixed_site());
        quote!(#request.#method::<#ty>(#name, &self.#ident);)
    });
    let flattened = params.flattened.iter().map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        quote!(#request.flatten::<#ty>(&self.#ident);)
    });
    let statements: Vec<TokenStream> = check.chain(fields).chain(flattened).collect();
    let argument = if statements.is_empty() { quote!(_) } else { quote!(#request) };
    let own = params.fields.iter().map(|field| {
        let (role, name) = (field.goes.role(), &field.name);
        quote!((#role, #name))
    });
    let names = params.flattened.iter().map(|field| {
        let ty = &field.ty;
        quote!(&<#ty as #krate::Params>::NAMES)
    });
    let body = body(params);
    let generics = bounded(params);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        #[allow(deprecated, reason = "a deprecated field is sent like any other")]
        impl #impl_generics #krate::Params for #ident #ty_generics #where_clause {
            type Body = #body;
            const NAMES: #private::Names = #private::Names {
                own: &[#(#own),*],
                flattened: &[#(#names),*],
            };
            fn __fill(&self, #argument: &mut #private::Fill<'_>) {
                #(#statements)*
            }
        }
    }
}

/// An impl that sends nothing, for a struct with mistakes: where it is used nothing else is wrong.
pub(crate) fn fallback(krate: &Path, ident: &Ident, generics: &Generics) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::Params for #ident #ty_generics #where_clause {
            type Body = #krate::__private::NoBody;
            const NAMES: #krate::__private::Names =
                #krate::__private::Names { own: &[], flattened: &[] };
            fn __fill(&self, _: &mut #krate::__private::Fill<'_>) {}
        }
    }
}

/// What the struct and those in it send as a body.
fn body(params: &Params) -> TokenStream {
    let krate = &params.krate;
    let own = match params.body {
        Body::None => quote!(#krate::__private::NoBody),
        Body::Members => quote!(#krate::__private::JsonMembers),
        Body::Parts => quote!(#krate::__private::Parts),
    };
    params.flattened.iter().fold(own, |body, field| {
        let ty = &field.ty;
        quote!(<#body as #krate::__private::JoinBody<<#ty as #krate::Params>::Body>>::Joined)
    })
}

/// The struct's generics, bound by what is done with the fields whose types name them: the
/// author could not write these bounds himself, as the traits behind them are hidden.
fn bounded(params: &Params) -> Generics {
    let krate = &params.krate;
    let mut generics = params.generics.clone();
    let mut body = match params.body {
        Body::None => quote!(#krate::__private::NoBody),
        Body::Members => quote!(#krate::__private::JsonMembers),
        Body::Parts => quote!(#krate::__private::Parts),
    };
    let mut predicates: Vec<syn::WherePredicate> = Vec::new();
    for field in &params.flattened {
        let ty = &field.ty;
        let join = quote!(#krate::__private::JoinBody<<#ty as #krate::Params>::Body>);
        if types::mentions(ty, &params.generics) {
            predicates.push(syn::parse_quote!(#ty: #krate::Params));
            predicates.push(syn::parse_quote!(#body: #join));
        }
        body = quote!(<#body as #join>::Joined);
    }
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
    generics
}
