//! Expressions that `macro_rules!` has put in.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Expr;

/// The same tokens, with parentheses around such an expression where it is a part of another: `$e * 2` with
/// `1 + 2` in the place of `$e`.
///
/// It comes in a group without delimiters, which syn writes out as one of ours, and in those the compiler
/// doesn't see a group.
pub(crate) fn parenthesized(tokens: TokenStream) -> TokenStream {
    changed(&tokens).unwrap_or(tokens)
}

/// `None` if nothing is to be changed: a group that is made anew has one place only.
fn changed(tokens: &TokenStream) -> Option<TokenStream> {
    let mut all: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut is_changed = false;
    for index in 0..all.len() {
        let before = index.checked_sub(1).and_then(|index| all.get(index));
        let Some(TokenTree::Group(group)) = all.get(index) else { continue };
        // What stands in an attribute is read, and not written out.
        if is_bracket(group) && before.is_some_and(is_hash) {
            continue;
        }
        let is_part = before.is_some_and(binds) || all.get(index + 1).is_some_and(binds);
        let is_lost = group.delimiter() == Delimiter::None && is_part && is_operation(group);
        let delimiter = if is_lost { Delimiter::Parenthesis } else { group.delimiter() };
        let inner = changed(&group.stream());
        if is_lost || inner.is_some() {
            let mut new = Group::new(delimiter, inner.unwrap_or_else(|| group.stream()));
            new.set_span(group.span());
            if let Some(token) = all.get_mut(index) {
                *token = new.into();
                is_changed = true;
            }
        }
    }
    is_changed.then(|| all.into_iter().collect())
}

fn is_bracket(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
}

fn is_hash(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == '#')
}

/// Whether it can be an operator, with the expression beside it.
fn binds(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(sign) => !matches!(sign.as_char(), ',' | ';' | '='),
        TokenTree::Ident(word) => word == "as",
        _ => false,
    }
}

/// Whether it has an operator of its own, which one beside it could bind more tightly than.
fn is_operation(group: &Group) -> bool {
    let expr = syn::parse2(group.stream());
    expr.is_ok_and(|expr| {
        matches!(expr, Expr::Binary(_) | Expr::Cast(_) | Expr::Range(_) | Expr::Unary(_))
    })
}
