//! The impl of `Params` for a struct. Unlike an endpoint it needs paths: the runtime crate's is
//! `::endpoint` unless `#[params(crate = "…")]` says another.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericParam, Generics, Path, Token};

use crate::check::types;
use crate::model::{FieldGoes, Flattened, Params};

/// The impl.
pub(crate) fn expand(params: &Params<'_>) -> TokenStream {
    let Params { krate, ident, .. } = params;
    let private = private(krate);
    // One token for all its uses: `self` is found by where it comes from, as any name is.
    let this = &Token![self](Span::mixed_site());
    let request = Ident::new("__request", Span::mixed_site());
    let check = params.check.iter().map(|path| {
        // Of a type that says all: whatever is wrong with the function is told where it is named.
        let check = Ident::new("__check", Span::mixed_site());
        quote! {
            let #check: #private::Check<Self> = #path;
            #request.check(#check(#this));
        }
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
    let flattened = params.flattened.iter().map(|field| fill(krate, field, this, &request));
    let statements: Vec<TokenStream> = check.chain(fields).chain(flattened).collect();
    let argument = if statements.is_empty() { quote!(_) } else { quote!(#request) };
    let own = params.fields.iter().map(|field| {
        let (role, name) = (field.goes.role(), &field.name);
        quote!((#role, #name))
    });
    let names = params.flattened.iter().map(|field| {
        let ty = &field.ty;
        at(field.ty.span(), quote!(#private::struct_of::<#ty>().names))
    });
    let (compared, compared_inside) = compare(params);
    let deprecated = params.names_deprecated.then(
        || quote!(#[allow(deprecated, reason = "a deprecated field is sent like any other")]),
    );
    let (impl_generics, ty_generics, _) = params.generics.split_for_impl();
    let where_clause = bounded(params);
    quote_spanned! {Span::mixed_site()=>
        #compared
        #[automatically_derived]
        #deprecated
        impl #impl_generics #krate::Params for #ident #ty_generics #where_clause {
            const NAMES: #private::Names = #private::Names {
                own: &[#(#own),*],
                flattened: &[#(#names),*],
            };
            fn __fill(&#this, #argument: &mut #private::Fill<'_>) {
                #compared_inside
                #(#statements)*
            }
        }
    }
}

/// An impl that sends nothing, for a struct with mistakes: where it is used nothing else is wrong.
pub(crate) fn fallback(krate: &Path, ident: &Ident, generics: &Generics) -> TokenStream {
    let private = private(krate);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::Params for #ident #ty_generics #where_clause {
            const NAMES: #private::Names = #private::Names { own: &[], flattened: &[] };
            fn __fill(&self, _: &mut #private::Fill<'_>) {}
        }
    }
}

fn private(krate: &Path) -> TokenStream {
    quote!(#krate::__private)
}

/// Hands a flattened struct on. What is wrong with its type is told at the type, once.
fn fill(krate: &Path, field: &Flattened<'_>, this: &Token![self], request: &Ident) -> TokenStream {
    let (ident, ty, private) = (&field.ident, &field.ty, private(krate));
    let fill = at(field.ty.span(), quote!((#private::struct_of::<#ty>().fill)));
    if field.optional {
        let group = Ident::new("__group", Span::mixed_site());
        quote! {
            if let ::core::option::Option::Some(#group) = &#this.#ident {
                #fill(#group, #request);
            }
        }
    } else {
        quote!(#fill(&#this.#ident, #request);)
    }
}

/// What flattened structs send against what is sent beside them: beside the impl, where `cargo check`
/// sees it, or inside if generics are in play.
fn compare(params: &Params<'_>) -> (TokenStream, TokenStream) {
    let private = private(&params.krate);
    let is_generic =
        params.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_)));
    let ident = &params.ident;
    let lifetimes = params.generics.lifetimes().map(|_| quote!('static));
    let name = if params.generics.params.is_empty() {
        quote!(#ident)
    } else {
        quote!(#ident<#(#lifetimes),*>)
    };
    let each = params.flattened.iter().enumerate().map(|(index, field)| {
        let comparison = match is_generic {
            true => quote!(const { #private::flattens::<Self>(#index) };),
            false => quote!(const _: () = #private::flattens::<#name>(#index);),
        };
        at(field.ty.span(), comparison)
    });
    let each: TokenStream = each.collect();
    if is_generic { (TokenStream::new(), each) } else { (each, TokenStream::new()) }
}

/// The tokens, all at one place: where they stand apart the compiler takes each for another mistake.
/// They keep their hygiene, and so are nobody's own words to a lint.
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

/// The struct's generics, bound by what is done with the fields whose types name them: the
/// author could not write these bounds himself, as the traits behind them are hidden.
fn bounded(params: &Params<'_>) -> TokenStream {
    let krate = &params.krate;
    let mut predicates: Vec<TokenStream> = match &params.generics.where_clause {
        Some(clause) => clause.predicates.iter().map(ToTokens::to_token_stream).collect(),
        None => Vec::new(),
    };
    for field in params.fields.iter().filter(|field| types::mentions(&field.ty, params.generics)) {
        let ty = &field.ty;
        let bound = match field.goes {
            FieldGoes::Query => quote!(QueryValue),
            FieldGoes::Header => quote!(HeaderText),
            FieldGoes::Member => quote!(JsonBody),
            FieldGoes::Part => quote!(ToPart),
        };
        predicates.push(quote!(#ty: #krate::#bound));
    }
    for field in &params.flattened {
        let ty = &field.ty;
        if types::mentions(ty, params.generics) {
            predicates.push(quote!(#ty: #krate::Params));
        }
    }
    if predicates.is_empty() { TokenStream::new() } else { quote!(where #(#predicates),*) }
}
