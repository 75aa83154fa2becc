//! The body of an endpoint: a chain of calls on `self`, without a path, so that it works under any
//! name of the runtime crate and whatever names its author has in scope.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::TraitItemFn;
use syn::spanned::Spanned;

use crate::check::types;
use crate::errors::Conditional;
use crate::model::{Comparison, Endpoint, Fixed, Goes, Parameter, Step, With};
use crate::syntax::role::Word;

/// The method with its body.
pub(crate) fn expand(endpoint: &Endpoint<'_>, conditional: &[Conditional]) -> TokenStream {
    let statements =
        endpoint.steps.iter().any(|step| !step.cfg.is_empty() || step.goes.is_probed());
    let comparisons = endpoint.comparisons.iter().map(compare);
    let start = start(endpoint);
    let result = &endpoint.result;
    let request = if statements {
        let steps = endpoint.steps.iter().map(|step| {
            let cfg = cfg(&step.cfg);
            let (probe, call) = (probe(step), call(endpoint, step));
            quote_spanned! {Span::mixed_site()=> #probe #cfg let __request = __request #call; }
        });
        quote_spanned! {Span::mixed_site()=>
            let __request = #start;
            #(#steps)*
            __request
        }
    } else {
        let calls = endpoint.steps.iter().map(|step| call(endpoint, step));
        quote!(#start #(#calls)*)
    };
    let span = Span::mixed_site().located_at(result.span());
    let call = if endpoint.has_no_content() {
        quote_spanned!(span=> .__call_empty::<#result>())
    } else {
        quote_spanned!(span=> .__call::<#result>())
    };
    let body = quote_spanned!(Span::mixed_site()=> { #(#comparisons)* #request #call });
    // More of them than the template has keep it code.
    let fence = if endpoint.template.contains('`') { "``" } else { "`" };
    let line = format!(" {fence}{} {}{fence}", endpoint.verb.method(), endpoint.template);
    let TraitItemFn { attrs, modifiers: _, sig, default: _, semi_token: _ } = endpoint.item;
    let has = |name: &str| attrs.iter().any(|attr| attr.path().is_ident(name));
    // The author's first line stays the summary.
    let apart = has("doc").then(|| quote!(#[doc = ""]));
    // So that no lint asks the author for it.
    let inline = (!has("inline")).then(|| quote!(#[inline]));
    let conditional = conditional.iter().map(Conditional::to_compile_error);
    quote!(#(#conditional)* #(#attrs)* #apart #[doc = #line] #inline #sig #body)
}

fn start(endpoint: &Endpoint<'_>) -> TokenStream {
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
/// underlines it if it can't go there. A type of one word, or one that can't be written, is left out:
/// then the value has the place of the type, and a type that doesn't exist is reported once.
fn call(endpoint: &Endpoint<'_>, step: &Step<'_>) -> TokenStream {
    let (at, value) = value(step);
    let turbofish = (!is_inferred(step.ty)).then(|| {
        let (_, ty) = types::referent(step.ty);
        quote!(::<#ty>)
    });
    match &step.goes {
        Goes::Path { name, .. } => quote_spanned!(at=> .__path #turbofish (#name, #value)),
        Goes::Query { name, default: None } => {
            quote_spanned!(at=> .__query #turbofish (#name, #value))
        }
        Goes::Query { name, default: Some(default) } => {
            quote_spanned!(at=> .__query_or #turbofish (#name, #value, #default))
        }
        Goes::Header { name, default: None } => {
            quote_spanned!(at=> .__header #turbofish (#name, #value))
        }
        Goes::Header { name, default: Some(default) } => {
            quote_spanned!(at=> .__header_or #turbofish (#name, #value, #default))
        }
        Goes::Part(name) => quote_spanned!(at=> .__part #turbofish (#name, #value)),
        Goes::Body => quote_spanned!(at=> .__body #turbofish (#value)),
        Goes::Raw => quote_spanned!(at=> .__raw #turbofish (#value)),
        Goes::Form => quote_spanned!(at=> .__form #turbofish (#value)),
        Goes::Params if types::is_call(endpoint.result) => {
            let (_, ty) = types::referent(step.ty);
            let of = struct_of(&types::emptied(endpoint.result), ty, "");
            quote!(.__params(#of, #value))
        }
        Goes::Params => quote_spanned!(at=> .__params_apart #turbofish (#value)),
    }
}

/// The value by reference, and the place of the call that takes it.
fn value(step: &Step<'_>) -> (Span, TokenStream) {
    let (by_reference, ty) = types::referent(step.ty);
    let span = Span::mixed_site();
    let mut ident = step.ident.clone();
    let at = if types::has_impl(step.ty) { span.located_at(step.ty.span()) } else { span };
    // Of the author's own place nothing is said about a macro.
    let reference = if let Some(word) = types::word(ty) {
        ident.set_span(ident.span().located_at(word.span()));
        word.span()
    } else if types::has_impl(step.ty) {
        step.ty.span()
    } else {
        span.located_at(ident.span())
    };
    let value = if by_reference { quote!(#ident) } else { quote_spanned!(reference=> &#ident) };
    (at, value)
}

fn is_inferred(ty: &syn::Type) -> bool {
    types::has_impl(ty) || types::word(types::referent(ty).1).is_some()
}

/// Refuses an `Option` or a list behind an alias: see `PathProbe` in the runtime.
fn probe(step: &Step<'_>) -> TokenStream {
    if !step.goes.is_probed() {
        return TokenStream::new();
    }
    let cfg = cfg(&step.cfg);
    let (_, value) = value(step);
    if is_inferred(step.ty) {
        return quote_spanned! {Span::mixed_site()=>
            #cfg __request.__path_probe(#value).__single(#value);
        };
    }
    let (_, ty) = types::referent(step.ty);
    quote_spanned! {Span::mixed_site()=>
        #cfg __request.__path_probe::<#ty>(#value).__single::<#ty>(#value);
    }
}

/// Names in a struct are known to the compiler only. It compares them in a constant, which
/// `cargo check` evaluates; one that depends on generics it evaluates when they are known.
fn compare(comparison: &Comparison<'_>) -> TokenStream {
    let cfg = cfg(&comparison.cfg);
    let named = |ty: &dyn ToTokens| {
        types::with_lifetimes(ty, if comparison.inline { "_" } else { "static" })
    };
    let (call, params) = (named(&comparison.call), named(comparison.params));
    // Where the compiler says what is wrong.
    let span = Span::mixed_site().located_at(comparison.params.span());
    let of = struct_of(&call, &params, &types::source(comparison.params));
    let call = match &comparison.with {
        With::Names(parameters) => {
            let names = names(parameters);
            quote_spanned!(span=> #of.__disjoint(#names))
        }
        With::Struct(other) => {
            let other = struct_of(&call, &named(other), &types::source(other));
            quote_spanned!(span=> #of.__beside(&#other))
        }
        With::NoBody(why) => quote_spanned!(span=> #of.__bodiless(#why)),
    };
    if comparison.inline {
        quote_spanned!(Span::mixed_site()=> #cfg const { #call };)
    } else {
        quote_spanned!(Span::mixed_site()=> #cfg const _: () = #call;)
    }
}

/// What is done with a struct of parameters, whose type is checked here and nowhere else.
fn struct_of(call: &dyn ToTokens, params: &dyn ToTokens, shown: &str) -> TokenStream {
    let span = Span::mixed_site().located_at(params.span());
    let turbofish = (!types::has_impl(params)).then(|| quote_spanned!(span=> ::<#params>));
    quote_spanned!(span=> <#call>::__struct #turbofish (#shown))
}

fn cfg(predicates: &[TokenStream]) -> TokenStream {
    types::all_of(predicates).map(|predicate| quote!(#[cfg(#predicate)])).unwrap_or_default()
}

impl Goes {
    fn is_probed(&self) -> bool {
        matches!(self, Goes::Path { probe: true, .. })
    }
}
