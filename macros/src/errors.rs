//! All mistakes of one item, gathered, so that its author reads them in one go.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};

/// What is wrong with one item so far. [`finish`](Errors::finish) is the way out, or
/// [`into_tokens`](Errors::into_tokens) where there is no value.
#[must_use]
#[derive(Default)]
pub(crate) struct Errors {
    /// In the order of the source.
    found: Vec<syn::Error>,
    conditional: Vec<Conditional>,
}

/// A mistake that is one only where a `cfg` holds, which a macro can't know.
pub(crate) struct Conditional {
    pub(crate) predicate: TokenStream,
    pub(crate) error: syn::Error,
}

impl Errors {
    /// Adds a mistake at `tokens`: what is wrong, and what to write instead.
    pub(crate) fn add(&mut self, tokens: impl ToTokens, cause: impl Display, help: impl Display) {
        self.insert(error(tokens.into_token_stream(), &cause, &help));
    }

    /// The same for a place that has no tokens of its own, such as an empty attribute.
    pub(crate) fn add_at(&mut self, span: Span, cause: impl Display, help: impl Display) {
        self.insert(syn::Error::new(span, message(&cause, &help)));
    }

    /// Adds a mistake that only counts where `predicate` (of a `cfg`) holds; `None` is always.
    pub(crate) fn add_where(
        &mut self,
        predicate: Option<TokenStream>,
        tokens: impl ToTokens,
        cause: impl Display,
        help: impl Display,
    ) {
        let error = error(tokens.into_token_stream(), &cause, &help);
        match predicate {
            None => self.insert(error),
            Some(predicate) => self.conditional.push(Conditional { predicate, error }),
        }
    }

    /// Keeps the order of the source; at one place that in which they are found.
    fn insert(&mut self, error: syn::Error) {
        let start = |error: &syn::Error| {
            let start = error.span().start();
            (start.line, start.column)
        };
        let at = start(&error);
        let place = self.found.partition_point(|known| start(known) <= at);
        self.found.insert(place, error);
    }

    /// The value, with the mistakes that hang on a `cfg`; or all mistakes, in the order of the source.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<(T, Vec<Conditional>), TokenStream> {
        match value {
            Some(value) if self.found.is_empty() => Ok((value, self.conditional)),
            _ => Err(self.into_tokens()),
        }
    }

    /// All mistakes, in the order of the source.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let errors = self.found.iter().map(syn::Error::to_compile_error);
        let conditional = self.conditional.iter().map(Conditional::to_compile_error);
        quote!(#(#errors)* #(#conditional)*)
    }
}

impl Conditional {
    pub(crate) fn to_compile_error(&self) -> TokenStream {
        let Conditional { predicate, error } = self;
        let error = error.to_compile_error();
        quote!(#[cfg(#predicate)] #error)
    }
}

// Not generic, as the functions that call it are compiled for each combination of what they take.
fn error(tokens: TokenStream, cause: &dyn Display, help: &dyn Display) -> syn::Error {
    syn::Error::new_spanned(tokens, message(cause, help))
}

// The compiler indents a second line by itself, to stand below the first.
fn message(cause: &dyn Display, help: &dyn Display) -> String {
    format!("{cause}\nhelp: {help}")
}
