//! Tokens between commas.

use proc_macro2::{TokenStream, TokenTree};

/// What stands between the commas, but for those of generic arguments.
pub(crate) struct List {
    pub(crate) elements: Vec<TokenStream>,
    /// Commas with nothing before them.
    pub(crate) stray: Vec<TokenTree>,
}

/// The elements; nothing is no element.
pub(crate) fn split(tokens: TokenStream) -> Vec<TokenStream> {
    List::of(tokens).elements
}

impl List {
    pub(crate) fn of(tokens: TokenStream) -> List {
        let mut list = List { elements: Vec::new(), stray: Vec::new() };
        let mut current = TokenStream::new();
        let (mut depth, mut before) = (0_usize, ' ');
        for token in tokens {
            let punct = match &token {
                TokenTree::Punct(punct) => punct.as_char(),
                _ => ' ',
            };
            match (before, punct) {
                // The `>` of an arrow closes nothing.
                ('-' | '=', '>') => {}
                (_, '<') => depth += 1,
                (_, '>') => depth = depth.saturating_sub(1),
                _ => {}
            }
            before = punct;
            if punct != ',' || depth > 0 {
                current.extend([token]);
            } else if current.is_empty() {
                list.stray.push(token);
            } else {
                list.elements.push(std::mem::take(&mut current));
            }
        }
        if !current.is_empty() {
            list.elements.push(current);
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_that_separate() {
        for (list, expected) in [
            ("", [].as_slice()),
            (",", &[]),
            ("a, b = 1,", &["a", "b=1"]),
            ("a = F<B, C>, d", &["a=F<B,C>", "d"]),
            ("a = F<fn() -> B, C<D>>, d", &["a=F<fn()->B,C<D>>", "d"]),
            ("a = (b, c), d", &["a=(b,c)", "d"]),
            ("a = > b, c", &["a=>b", "c"]),
        ] {
            let elements = split(list.parse().unwrap());
            let elements: Vec<String> =
                elements.iter().map(|element| element.to_string().replace(" ", "")).collect();
            assert_eq!(elements, expected, "{list}");
        }
    }

    #[test]
    fn commas_that_part_nothing() {
        for (list, expected) in
            [("a, b", 0), ("a,", 0), (", a", 1), ("a,, b", 1), ("a, b,,", 1), (",,", 2)]
        {
            assert_eq!(List::of(list.parse().unwrap()).stray.len(), expected, "{list}");
        }
    }
}
