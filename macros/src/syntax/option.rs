//! `timeout = "30s"`: an option, in `#[endpoint(…)]` or in `#[params(…)]`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::LitStr;

use super::list::split;

/// What stands between two commas.
pub(crate) struct WrittenOption {
    /// The first word; `None` if there is none, as in `#[endpoint("/jobs")]`.
    pub(crate) name: Option<Ident>,
    pub(crate) value: Value,
    /// The whole option, to underline it.
    pub(crate) tokens: TokenStream,
}

pub(crate) enum Value {
    /// A word alone.
    None,
    /// `= "…"`.
    Text(LitStr),
    /// `=` and something that is no string literal; empty while it is being typed.
    Other(TokenStream),
    /// Something else, such as `("/jobs")`.
    Odd(TokenStream),
}

/// Splits at commas. Can't fail: what is wrong with an option is said when all are known.
pub(crate) fn parse(tokens: TokenStream) -> Vec<WrittenOption> {
    split(tokens).into_iter().filter_map(option).collect()
}

fn option(whole: TokenStream) -> Option<WrittenOption> {
    let mut rest = whole.clone().into_iter().peekable();
    let name = match rest.peek()? {
        TokenTree::Ident(name) => Some(name.clone()),
        TokenTree::Group(group) => syn::parse2(group.stream()).ok(),
        _ => None,
    };
    if name.is_none() {
        return Some(WrittenOption { name, value: Value::Odd(whole.clone()), tokens: whole });
    }
    rest.next();
    let value = match rest.next() {
        None => Value::None,
        Some(TokenTree::Punct(equals)) if equals.as_char() == '=' => {
            let value: TokenStream = rest.collect();
            match syn::parse2(value.clone()) {
                Ok(text) => Value::Text(text),
                Err(_) => Value::Other(value),
            }
        }
        Some(odd) => {
            let rest: TokenStream = rest.collect();
            Value::Odd(quote!(#odd #rest))
        }
    };
    Some(WrittenOption { name, value, tokens: whole })
}

impl ToTokens for WrittenOption {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}
