//! The impl of `Params` for a struct. Unlike an endpoint it needs paths: the runtime crate's is
//! `::endpoint` unless `#[params(crate = "…")]` says another.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, Path, Token, Type};

use crate::check::types;
use crate::model::{Body, FieldGoes, Params};

/// The impl.
pub(crate) fn expand(params: &Params) -> TokenStream {
    let Params { krate, ident, .. } = params;
    let private = quote!(#krate::__private);
    // One token for all its uses: `self` is found by where it comes from, as any name is.
    let this = Token![self](Span::mixed_site());
    let request = Ident::new("__request", Span::mixed_site());
    let check = params.check.iter().map(|path| {
        // A wrong type is reported where the function is named. Without the reborrow the compiler
        // would take a function that is missing for a method.
        let span = Span::mixed_site().located_at(path.span());
        let checked = quote_spanned!(span=> #path(&*#this));
        quote!(#request.check(#checked);)
    });
    let fields = params.fields.iter().map(|field| {
        let (ident, ty, name) = (&field.ident, &field.ty, &field.name);
        let method = Ident::new(field.goes.role(), Span::mixed_site());
        match &field.default {
            None => quote!(#request.#method::<#ty>(#name, &#this.#ident);),
            Some(default) => {
                let method = Ident::new(&format!("{method}_or"), Span::mixed_site());
                quote!(#request.#method::<#ty>(#name, &#this.#ident, #default);)
            }
        }
    });
    let flattened = params.flattened.iter().map(|field| {
        let ident = &field.ident;
        let params = as_params(krate, &field.ty);
        if field.optional {
            let group = Ident::new("__group", Span::mixed_site());
            quote! {
                if let ::core::option::Option::Some(#group) = &#this.#ident {
                    #params::__fill(#group, #request);
                }
            }
        } else {
            quote!(#params::__fill(&#this.#ident, #request);)
        }
    });
    let statements: Vec<TokenStream> = check.chain(fields).chain(flattened).collect();
    let argument = if statements.is_empty() { quote!(_) } else { quote!(#request) };
    let own = params.fields.iter().map(|field| {
        let (role, name) = (field.goes.role(), &field.name);
        quote!((#role, #name))
    });
    let names = params.flattened.iter().map(|field| {
        let params = as_params(krate, &field.ty);
        quote!(&#params::NAMES)
    });
    let body = body(params);
    let generics = bounded(params);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    // Where another type is no struct of parameters, this one is no help; a generic one has bounds
    // that an error is to name.
    let unlisted = generics.params.is_empty().then(|| quote!(#[diagnostic::do_not_recommend]));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        #unlisted
        #[allow(deprecated, reason = "a deprecated field is sent like any other")]
        impl #impl_generics #krate::Params for #ident #ty_generics #where_clause {
            type Body = #body;
            const NAMES: #private::Names = #private::Names {
                own: &[#(#own),*],
                flattened: &[#(#names),*],
            };
            fn __fill(&#this, #argument: &mut #private::Fill<'_>) {
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

/// What the struct itself sends as a body, before those in it join.
fn own_body(params: &Params) -> TokenStream {
    let krate = &params.krate;
    match params.body {
        Body::None => quote!(#krate::__private::NoBody),
        Body::Members => quote!(#krate::__private::JsonMembers),
        Body::Parts => quote!(#krate::__private::Parts),
    }
}

/// `JoinBody<…>` with the body of a flattened struct, at whose type the compiler reports a clash.
fn join(krate: &Path, flattened: &Type) -> TokenStream {
    let params = as_params(krate, flattened);
    quote_spanned!(flattened.span()=> #krate::__private::JoinBody<#params::Body>)
}

/// `<Scope as Params>`. It has the type's own span, wherever it is used, so that the compiler says
/// once that a type is no struct of parameters.
fn as_params(krate: &Path, flattened: &Type) -> TokenStream {
    let span = flattened.span();
    let flattened = at(span, flattened.to_token_stream());
    quote_spanned!(span=> <#flattened as #krate::Params>)
}

/// The tokens, all at one place: where they stand apart the compiler takes each for another mistake.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let located = tokens.into_iter().map(|token| {
        let mut token = match token {
            TokenTree::Group(group) => {
                TokenTree::Group(Group::new(group.delimiter(), at(span, group.stream())))
            }
            token => token,
        };
        token.set_span(token.span().located_at(span));
        token
    });
    located.collect()
}

/// What the struct and those in it send as a body.
fn body(params: &Params) -> TokenStream {
    params.flattened.iter().fold(own_body(params), |body, field| {
        let join = join(&params.krate, &field.ty);
        quote_spanned!(field.ty.span()=> <#body as #join>::Joined)
    })
}

/// The struct's generics, bound by what is done with the fields whose types name them: the
/// author could not write these bounds himself, as the traits behind them are hidden.
fn bounded(params: &Params) -> Generics {
    let krate = &params.krate;
    let mut generics = params.generics.clone();
    let mut predicates: Vec<syn::WherePredicate> = Vec::new();
    for field in params.fields.iter().filter(|field| types::mentions(&field.ty, &params.generics)) {
        let ty = &field.ty;
        let bound = match field.goes {
            FieldGoes::Query => quote!(QueryValue),
            FieldGoes::Header => quote!(HeaderText),
            FieldGoes::Member => quote!(JsonBody),
            FieldGoes::Part => quote!(ToPart),
        };
        predicates.push(syn::parse_quote!(#ty: #krate::#bound));
    }
    let mut body = own_body(params);
    for field in &params.flattened {
        let ty = &field.ty;
        let join = join(krate, ty);
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
