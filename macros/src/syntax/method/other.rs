//! What stands below `#[endpoint(…)]` in the place of a method.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::errors::Errors;

/// Says that it is none: as an item of its kind, or as something that can't be read.
pub(super) fn not_a_method(tokens: &TokenStream, error: &syn::Error, errors: &mut Errors) {
    let Some((keyword, what)) = item(tokens) else {
        errors.add_at(
            error.span(),
            "the declaration can't be read",
            "an endpoint is declared as `fn job(&self, job_id: &str) -> Call<Job>;`",
        );
        return;
    };
    let help = match keyword.to_string().as_str() {
        "trait" => "put it on each method of the trait that is an endpoint".to_owned(),
        "struct" => format!("{DECLARE}; a struct of parameters has `#[derive(Params)]`"),
        _ => DECLARE.to_owned(),
    };
    errors.add(keyword, format!("`#[endpoint]` stands on {what}"), help);
}

const DECLARE: &str = "declare the endpoint as a method of a trait: \
                       `trait Jobs: Endpoints { #[endpoint(get = \"/jobs\")] fn list(&self) -> Call<Page>; }`";

/// The keyword of an item that is no function, and a name for it: ``the enum `Kind` ``.
fn item(tokens: &TokenStream) -> Option<(TokenTree, String)> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut rest = tokens.as_slice();
    loop {
        match rest {
            [TokenTree::Punct(hash), TokenTree::Group(_), after @ ..] if hash.as_char() == '#' => {
                rest = after;
            }
            [TokenTree::Ident(word), TokenTree::Group(_), after @ ..] if word == "pub" => {
                rest = after;
            }
            // A visibility from `macro_rules!`.
            [TokenTree::Group(group), after @ ..] if group.delimiter() == Delimiter::None => {
                rest = after;
            }
            [TokenTree::Ident(word), after @ ..]
                if ["pub", "unsafe", "auto", "default"].iter().any(|skipped| word == skipped) =>
            {
                rest = after;
            }
            _ => break,
        }
    }
    let [keyword @ TokenTree::Ident(word), after @ ..] = rest else { return None };
    let name = match after {
        [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "mut" => name.to_string(),
        [TokenTree::Ident(name), ..] => name.to_string(),
        [TokenTree::Punct(bang), TokenTree::Ident(name), ..] if bang.as_char() == '!' => {
            name.to_string()
        }
        _ => String::new(),
    };
    let what = match word.to_string().as_str() {
        "trait" => format!("the trait `{name}`"),
        "struct" => format!("the struct `{name}`"),
        "enum" => format!("the enum `{name}`"),
        "union" if !name.is_empty() => format!("the union `{name}`"),
        "type" => format!("the type `{name}`"),
        "mod" => format!("the module `{name}`"),
        "static" => format!("the static `{name}`"),
        "macro_rules" => format!("the macro `{name}`"),
        "const" if is_constant(&name) => format!("the constant `{name}`"),
        "impl" => "an `impl`".to_owned(),
        "use" => "a `use`".to_owned(),
        "extern" if name == "crate" => "an `extern crate`".to_owned(),
        "extern" if after.iter().all(|token| !is_fn(token)) => "an `extern` block".to_owned(),
        _ if matches!(after, [TokenTree::Punct(bang), ..] if bang.as_char() == '!') => {
            "a macro call".to_owned()
        }
        _ => return None,
    };
    Some((keyword.clone(), what))
}

/// Not `const fn`.
fn is_constant(name: &str) -> bool {
    !matches!(name, "" | "fn" | "async" | "unsafe" | "extern")
}

fn is_fn(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if word == "fn")
}
