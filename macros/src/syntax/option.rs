//! `timeout = "30s"`: an option, in `#[endpoint(…)]` or in `#[params(…)]`.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::LitStr;

use super::list::split;
use crate::suggest::nearest;
use crate::syntax::literal;

/// What stands between two commas.
pub(crate) struct WrittenOption {
    /// The first word; `None` if there is none, as in `#[endpoint("/jobs")]`.
    pub(crate) name: Option<Ident>,
    pub(crate) value: Value,
    /// The whole option, to underline it.
    pub(crate) tokens: TokenStream,
    /// How it is parted from the option before it.
    pub(crate) parted: Parted,
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

/// What stands between an option and the one before.
pub(crate) enum Parted {
    /// A comma, or it is the first.
    Well,
    /// Nothing: `timeout = "30s" expect = 202`.
    Not,
    /// Another sign: `timeout = "30s"; expect = 202`.
    By(TokenTree),
}

/// Splits at commas. Can't fail: what is wrong with an option is said when all are known.
pub(crate) fn parse(tokens: TokenStream) -> Vec<WrittenOption> {
    split(tokens).into_iter().filter_map(|whole| option(whole, Parted::Well)).collect()
}

/// Splits what stands between two commas where an option follows another without one; `words` are
/// the options' names. A sign at the end is none's.
pub(crate) fn parse_apart(
    element: TokenStream,
    words: &[&str],
) -> (Vec<WrittenOption>, Option<TokenTree>) {
    let tokens: Vec<TokenTree> = element.into_iter().collect();
    let mut options = Vec::new();
    let (mut current, mut parted) = (TokenStream::new(), Parted::Well);
    let mut tokens_left = tokens.as_slice();
    let mut before: [Option<&TokenTree>; 2] = [None, None];
    while let Some((token, rest)) = tokens_left.split_first() {
        tokens_left = rest;
        let next = match boundary(before, token, rest, words) {
            Some(Boundary::Before) => Some(Parted::Not),
            Some(Boundary::At) => Some(Parted::By(token.clone())),
            None => None,
        };
        let is_sign = matches!(next, Some(Parted::By(_)));
        if let Some(next) = next {
            options
                .extend(option(std::mem::take(&mut current), std::mem::replace(&mut parted, next)));
        }
        if is_sign {
            before = [None, None];
        } else {
            current.extend([token.clone()]);
            let [_, last] = before;
            before = [last, Some(token)];
        }
    }
    let stray = match &parted {
        Parted::By(sign) if current.is_empty() => Some(sign.clone()),
        _ => None,
    };
    options.extend(option(current, parted));
    (options, stray)
}

enum Boundary {
    Before,
    At,
}

/// Whether another option begins at the token, or behind it.
fn boundary(
    before: [Option<&TokenTree>; 2],
    token: &TokenTree,
    rest: &[TokenTree],
    words: &[&str],
) -> Option<Boundary> {
    let [earlier, Some(last)] = before else { return None };
    if !ends_a_value(earlier, last) {
        return None;
    }
    let is_known = |word: &Ident| words.iter().any(|known| word == known);
    match token {
        TokenTree::Punct(sign) if sign.as_char() == ';' => Some(Boundary::At),
        // `"/jobs". timeout = "30s"`, and no method that is called.
        TokenTree::Punct(sign) if sign.as_char() == '.' => match rest {
            [TokenTree::Ident(word), equals, ..] if is_known(word) && is_equals(equals) => {
                Some(Boundary::At)
            }
            _ => None,
        },
        TokenTree::Ident(word) => {
            // A word that isn't known, behind what is plainly complete.
            let begins = || {
                !matches!(last, TokenTree::Ident(_) | TokenTree::Punct(_))
                    && (rest.first().is_some_and(|next| is_equals(next) || is_group(next))
                        || nearest(&word.to_string(), words).is_some())
            };
            (is_known(word) || begins()).then_some(Boundary::Before)
        }
        _ => None,
    }
}

/// Whether a value, or an option without one, can end with the token.
fn ends_a_value(earlier: Option<&TokenTree>, last: &TokenTree) -> bool {
    const TO_BE_CONTINUED: [&str; 9] =
        ["as", "const", "dyn", "extern", "fn", "for", "impl", "mut", "unsafe"];
    let earlier = match earlier {
        Some(TokenTree::Punct(sign)) => sign.as_char(),
        _ => ' ',
    };
    match last {
        TokenTree::Literal(_) | TokenTree::Group(_) => true,
        TokenTree::Ident(word) => {
            // `'a` is no end of a type.
            earlier != '\'' && !TO_BE_CONTINUED.iter().any(|known| word == known)
        }
        TokenTree::Punct(sign) => sign.as_char() == '>' && !matches!(earlier, '-' | '='),
    }
}

fn is_equals(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == '=')
}

fn is_group(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}

fn option(whole: TokenStream, parted: Parted) -> Option<WrittenOption> {
    let mut rest = whole.clone().into_iter().peekable();
    let name = match rest.peek()? {
        TokenTree::Ident(name) => Some(name.clone()),
        // What `macro_rules!` puts around a word, and nobody sees.
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            syn::parse2(group.stream()).ok()
        }
        _ => None,
    };
    if name.is_none() {
        return Some(WrittenOption {
            name,
            value: Value::Odd(whole.clone()),
            tokens: whole,
            parted,
        });
    }
    rest.next();
    let value = match rest.next() {
        None => Value::None,
        Some(TokenTree::Punct(equals)) if equals.as_char() == '=' => {
            let value: TokenStream = rest.collect();
            match text(&value) {
                Some(text) => Value::Text(text),
                None => Value::Other(value),
            }
        }
        Some(odd) => {
            let rest: TokenStream = rest.collect();
            Value::Odd(quote!(#odd #rest))
        }
    };
    Some(WrittenOption { name, value, tokens: whole, parted })
}

/// A string literal alone; `"30"s` is none.
pub(crate) fn text(tokens: &TokenStream) -> Option<LitStr> {
    literal::text(tokens.clone()).filter(|text| text.suffix().is_empty())
}

impl ToTokens for WrittenOption {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_without_a_comma_between_them() {
        let words = ["get", "timeout", "expect", "header", "query", "error", "idempotent"];
        for (element, expected) in [
            ("timeout = \"30s\"", ["timeout=\"30s\""].as_slice()),
            ("timeout = \"30s\" expect = 202", &["timeout=\"30s\"", "expect=202"]),
            ("timeout = \"30s\"; expect = 202", &["timeout=\"30s\"", "expect=202"]),
            ("get = \"/jobs\". timeout = \"3s\"", &["get=\"/jobs\"", "timeout=\"3s\""]),
            ("expect = 202 idempotent", &["expect=202", "idempotent"]),
            ("expect = 202 idem", &["expect=202", "idem"]),
            ("idempotent timeout = \"3s\"", &["idempotent", "timeout=\"3s\""]),
            ("error = Problem idempotent", &["error=Problem", "idempotent"]),
            ("error = Of<Problem> idempotent", &["error=Of<Problem>", "idempotent"]),
            ("get = \"/a\" x = 1", &["get=\"/a\"", "x=1"]),
            (
                "header(\"a\" = \"1\") query(\"b\" = \"2\")",
                &["header(\"a\"=\"1\")", "query(\"b\"=\"2\")"],
            ),
            ("get = \"/jobs\";", &["get=\"/jobs\""]),
            // One option, however odd.
            ("timeout = 30 s", &["timeout=30s"]),
            ("get = \"/jobs\" + ID", &["get=\"/jobs\"+ID"]),
            ("get = \"/jobs\".to_string()", &["get=\"/jobs\".to_string()"]),
            ("error = &'a error", &["error=&'aerror"]),
            ("error = dyn error", &["error=dynerror"]),
            ("error = a::error", &["error=a::error"]),
            ("error = fn() -> error", &["error=fn()->error"]),
            ("get = query", &["get=query"]),
        ] {
            let (options, _) = parse_apart(element.parse().unwrap(), &words);
            let options: Vec<String> =
                options.iter().map(|option| option.tokens.to_string().replace(" ", "")).collect();
            assert_eq!(options, expected, "{element}");
        }
    }
}
