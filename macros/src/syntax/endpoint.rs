//! `post = "/jobs", idempotent`: the arguments of `#[endpoint(…)]`.

use proc_macro2::{TokenStream, TokenTree};

use super::list::List;
use super::option::{self, WrittenOption};
use crate::model::Verb;

/// The arguments, in the order written.
pub(crate) struct Options {
    pub(crate) all: Vec<WrittenOption>,
    /// Commas with nothing before them, and other signs with nothing behind.
    pub(crate) stray: Vec<TokenTree>,
}

/// What may stand beside the verb.
pub(crate) const BESIDE_THE_VERB: [&str; 6] =
    ["idempotent", "timeout", "expect", "header", "query", "error"];

pub(crate) fn parse(tokens: TokenStream) -> Options {
    let words = [&*Verb::words(), &BESIDE_THE_VERB].concat();
    let List { elements, stray } = List::of(tokens);
    let mut options = Options { all: Vec::new(), stray };
    for element in elements {
        let (apart, stray) = option::parse_apart(element, &words);
        options.all.extend(apart);
        options.stray.extend(stray);
    }
    options
}
