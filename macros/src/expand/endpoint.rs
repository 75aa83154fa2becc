//! The body of an endpoint: a chain of calls on `self`, without a path, so that it works under any
//! name of the runtime crate and whatever names its author has in scope.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse_quote;
use syn::spanned::Spanned;

use crate::check::types;
use crate::errors::Conditional;
use crate::model::{Comparison, Endpoint, Fixed, Goes, Parameter, Step, With};
use crate::syntax::role::Word;

/// The method with its body.
pub(crate) fn expand(endpoint: &Endpoint, conditional: &[Conditional]) -> TokenStream {
    let statements =
        endpoint.steps.iter().any(|step| !step.cfg.is_empty() || step.goes.is_probed());
    let comparisons = endpoint.comparisons.iter().map(|comparison| compare(endpoint, comparison));
    let start = start(endpoint);
    let result = &endpoint.result;
    let request = if statements {
        let steps = endpoint.steps.iter().map(|step| {
            let cfg = cfg(&step.cfg);
            let (probe, call) = (probe(step), call(step));
            quote_spanned! {Span::mixed_site()=> #probe #cfg let __request = __request #call; }
        });
        quote_spanned! {Span::mixed_site()=>
            let __request = #start;
            #(#steps)*
            __request
        }
    } else {
        let calls = endpoint.steps.iter().map(call);
        quote!(#start #(#calls)*)
    };
    let span = Span::mixed_site().located_at(result.span());
    let call = if endpoint.has_no_content() {
        quote_spanned!(span=> .__call_empty::<#result>())
    } else {
        quote_spanned!(span=> .__call::<#result>())
    };
    let body = quote_spanned!(Span::mixed_site()=> { #(#comparisons)* #request #call });
    let mut item = endpoint.item.clone();
    let line = format!(" `{} {}`", endpoint.verb.method(), endpoint.template);
    // The author's first line stays the summary.
    if item.attrs.iter().any(|attr| attr.path().is_ident("doc")) {
        item.attrs.push(parse_quote!(#[doc = ""]));
    }
    item.attrs.push(parse_quote!(#[doc = #line]));
    item.semi_token = None;
    item.default = Some(parse_quote!(#body));
    let conditional = conditional.iter().map(Conditional::to_compile_error);
    quote!(#(#conditional)* #item)
}

fn start(endpoint: &Endpoint) -> TokenStream {
    let Endpoint { receiver, name, template, idempotent, .. } = endpoint;
    let method = endpoint.verb.method();
    let parameters = names(&endpoint.parameters);
    let timeout = endpoint.timeout.map(|milliseconds| {
        let milliseconds = Literal::u64_unsuffixed(milliseconds);
        quote!(.__timeout(#milliseconds))
    });
    let expect = endpoint.expect.map(|status| {
        let status = Literal::u16_unsuffixed(status);
        quote!(.__expect(#status))
    });
    let error = endpoint.error.as_ref().map(|ty| {
        // Also what the compiler says late, of lifetimes, belongs to the type.
        let span = Span::mixed_site().located_at(ty.span());
        quote_spanned!(span=> .__error::<#ty>())
    });
    let fixed = endpoint.fixed.iter().map(|Fixed { word, name, value }| match word {
        Word::Header => quote!(.__header(#name, #value)),
        _ => quote!(.__query(#name, #value)),
    });
    quote_spanned! {Span::mixed_site()=>
        #receiver.__endpoint(#name, #method, #template, #idempotent, #parameters)
            #timeout #expect #error #(#fixed)*
    }
}

fn names(parameters: &[Parameter]) -> TokenStream {
    let parameters = parameters.iter().map(|Parameter { cfg: predicates, role, name }| {
        let cfg = cfg(predicates);
        quote!(#cfg (#role, #name))
    });
    quote!(&[#(#parameters),*])
}

/// `.__query::<u32>("limit", &limit)`: the author's type in the turbofish, so that the compiler
/// underlines it if it can't go there.
fn call(step: &Step) -> TokenStream {
    let ident = &step.ident;
    let (by_reference, ty) = types::referent(&step.ty);
    let span = Span::mixed_site();
    let value = if by_reference {
        quote!(#ident)
    } else {
        quote_spanned!(span.located_at(ident.span())=> &#ident)
    };
    if types::has_impl(&step.ty) {
        // A type that can't be written: the compiler underlines what has our span.
        let span = span.located_at(step.ty.span());
        return match &step.goes {
            Goes::Path { name, .. } => quote_spanned!(span=> .__path(#name, #value)),
            Goes::Query { name, default: None } => quote_spanned!(span=> .__query(#name, #value)),
            Goes::Query { name, default: Some(default) } => {
                quote_spanned!(span=> .__query_or(#name, #value, #default))
            }
            Goes::Header { name, default: None } => {
                quote_spanned!(span=> .__header(#name, #value))
            }
            Goes::Header { name, default: Some(default) } => {
                quote_spanned!(span=> .__header_or(#name, #value, #default))
            }
            Goes::Part(name) => quote_spanned!(span=> .__part(#name, #value)),
            Goes::Body => quote_spanned!(span=> .__body(#value)),
            Goes::Raw => quote_spanned!(span=> .__raw(#value)),
            Goes::Form => quote_spanned!(span=> .__form(#value)),
            // Several structs have names, or they would not have passed.
            Goes::Params | Goes::ParamsBeside(_) => quote_spanned!(span=> .__params(#value)),
            Goes::ParamsBodiless => quote_spanned!(span=> .__params_bodiless(#value)),
        };
    }
    match &step.goes {
        Goes::Path { name, .. } => quote_spanned!(span=> .__path::<#ty>(#name, #value)),
        Goes::Query { name, default: None } => {
            quote_spanned!(span=> .__query::<#ty>(#name, #value))
        }
        Goes::Query { name, default: Some(default) } => {
            quote_spanned!(span=> .__query_or::<#ty>(#name, #value, #default))
        }
        Goes::Header { name, default: None } => {
            quote_spanned!(span=> .__header::<#ty>(#name, #value))
        }
        Goes::Header { name, default: Some(default) } => {
            quote_spanned!(span=> .__header_or::<#ty>(#name, #value, #default))
        }
        Goes::Part(name) => quote_spanned!(span=> .__part::<#ty>(#name, #value)),
        Goes::Body => quote_spanned!(span=> .__body::<#ty>(#value)),
        Goes::Raw => quote_spanned!(span=> .__raw::<#ty>(#value)),
        Goes::Form => quote_spanned!(span=> .__form::<#ty>(#value)),
        Goes::Params => quote_spanned!(span=> .__params::<#ty>(#value)),
        Goes::ParamsBeside(earlier) => {
            // Pairs of pairs, which is what the runtime can take apart.
            let earlier = earlier.iter().map(|ty| types::referent(ty).1.to_token_stream());
            let earlier = earlier.reduce(|before, ty| quote!((#before, #ty)));
            quote_spanned!(span=> .__params_beside::<#ty, #earlier>(#value))
        }
        Goes::ParamsBodiless => quote_spanned!(span=> .__params_bodiless::<#ty>(#value)),
    }
}

/// Refuses an `Option` or a list behind an alias: see `PathProbe` in the runtime.
fn probe(step: &Step) -> TokenStream {
    if !step.goes.is_probed() {
        return TokenStream::new();
    }
    let cfg = cfg(&step.cfg);
    let (_, ty) = types::referent(&step.ty);
    quote_spanned! {Span::mixed_site()=> #cfg __request.__path_probe::<#ty>().__single::<#ty>(); }
}

/// Names in a struct are known to the compiler only. It compares them in a constant, which
/// `cargo check` evaluates; one that depends on generics it evaluates when they are known.
fn compare(endpoint: &Endpoint, comparison: &Comparison) -> TokenStream {
    let cfg = cfg(&comparison.cfg);
    let named =
        |ty: &syn::Type| types::with_lifetimes(ty, if comparison.inline { "_" } else { "static" });
    let (result, params) = (named(&endpoint.result), named(&comparison.params));
    // Where the compiler says that a name is there twice.
    let span = Span::mixed_site().located_at(comparison.params.span());
    let call = match &comparison.with {
        With::Names(parameters) => {
            let names = names(parameters);
            quote_spanned!(span=> <#result>::__disjoint::<#params>(#names))
        }
        With::Struct(other) => {
            let other = named(other);
            quote_spanned!(span=> <#result>::__disjoint_structs::<#params, #other>())
        }
    };
    if comparison.inline {
        quote_spanned!(Span::mixed_site()=> #cfg const { #call };)
    } else {
        quote_spanned!(Span::mixed_site()=> #cfg const _: () = #call;)
    }
}

fn cfg(predicates: &[TokenStream]) -> TokenStream {
    types::all_of(predicates).map(|predicate| quote!(#[cfg(#predicate)])).unwrap_or_default()
}

impl Goes {
    fn is_probed(&self) -> bool {
        matches!(self, Goes::Path { probe: true, .. })
    }
}
