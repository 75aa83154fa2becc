//! Literals that stand alone. All are read as the same type, which is compiled once.

use proc_macro2::TokenStream;
use syn::{Lit, LitInt, LitStr};

/// A literal of any kind.
pub(crate) fn any(tokens: TokenStream) -> Option<Lit> {
    syn::parse2(tokens).ok()
}

/// A text, with whatever suffix.
pub(crate) fn text(tokens: TokenStream) -> Option<LitStr> {
    match any(tokens)? {
        Lit::Str(text) => Some(text),
        _ => None,
    }
}

/// A whole number, with whatever suffix.
pub(crate) fn integer(tokens: TokenStream) -> Option<LitInt> {
    match any(tokens)? {
        Lit::Int(number) => Some(number),
        _ => None,
    }
}
