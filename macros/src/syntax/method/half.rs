//! Tokens that no parser takes as a method, made into some that it does, or that at least raise no
//! second complaint.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{FnArg, Token};

use crate::syntax::list::split;
use crate::syntax::role::Word;

/// What other languages have around an argument: `limit: u32 = 5`, `limit?: u32`.
pub(crate) enum Slip {
    /// The `=` and the value.
    Default(TokenStream),
    /// The `?`.
    Optional(TokenTree),
}

/// The method without slips around the arguments, and these, by the arguments' names.
pub(super) fn without_slips(method: &TokenStream) -> (TokenStream, Vec<(Ident, Slip)>) {
    let mut slips = Vec::new();
    let tokens = in_parentheses(method, |arguments| {
        let mut kept = TokenStream::new();
        for argument in split(arguments) {
            let (rest, slip) = without_slip(argument);
            if let (Some(name), Some(slip)) = (name(&rest), slip) {
                slips.push((name, slip));
            }
            let comma = Punct::new(',', Spacing::Alone);
            kept.extend(rest);
            kept.extend([TokenTree::Punct(comma)]);
        }
        Some(kept)
    });
    (tokens, slips)
}

/// The item without our attributes before its arguments, which the compiler would not know. Arguments
/// that it can't read either stay as they are: it gives up there, and would say so twice of others.
pub(crate) fn without_roles(item: &TokenStream) -> TokenStream {
    in_parentheses(item, |arguments| {
        Punctuated::<FnArg, Token![,]>::parse_terminated.parse2(arguments.clone()).ok()?;
        let mut kept = TokenStream::new();
        let mut tokens = arguments.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_hash = matches!(&token, TokenTree::Punct(hash) if hash.as_char() == '#');
            if is_hash && tokens.next_if(is_role).is_some() {
                continue;
            }
            kept.extend([token]);
        }
        Some(kept)
    })
}

/// `[query("limit")]`.
fn is_role(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    match group.stream().into_iter().next() {
        Some(TokenTree::Ident(word)) if group.delimiter() == Delimiter::Bracket => {
            Word::ALL.iter().any(|role| word == role.as_str())
        }
        _ => false,
    }
}

fn in_parentheses(
    tokens: &TokenStream,
    mut change: impl FnMut(TokenStream) -> Option<TokenStream>,
) -> TokenStream {
    let changed = tokens.clone().into_iter().map(|token| {
        if let TokenTree::Group(group) = &token
            && group.delimiter() == Delimiter::Parenthesis
            && let Some(inside) = change(group.stream())
        {
            let mut new = Group::new(Delimiter::Parenthesis, inside);
            new.set_span(group.span());
            return TokenTree::Group(new);
        }
        token
    });
    changed.collect()
}

/// The argument, and what is no part of one.
fn without_slip(argument: TokenStream) -> (TokenStream, Option<Slip>) {
    let mut depth = 0_usize;
    let (mut rest, mut slip) = (TokenStream::new(), None);
    let mut is_typed = false;
    let mut tokens = argument.into_iter();
    while let Some(token) = tokens.next() {
        if let TokenTree::Punct(sign) = &token {
            match sign.as_char() {
                ':' => is_typed = true,
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                '?' if !is_typed => {
                    slip = Some(Slip::Optional(token));
                    continue;
                }
                '=' if depth == 0 => {
                    let mut default = TokenStream::from(token);
                    default.extend(tokens);
                    return (rest, Some(Slip::Default(default)));
                }
                _ => {}
            }
        }
        rest.extend([token]);
    }
    (rest, slip)
}

/// `limit` in `#[query] limit: u32`.
fn name(argument: &TokenStream) -> Option<Ident> {
    argument.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word != "mut" && word != "ref" => Some(word),
        _ => None,
    })
}
