//! `post = "/jobs", idempotent`: the arguments of `#[endpoint(…)]`.

use proc_macro2::TokenStream;

use super::option::{self, WrittenOption};

/// The arguments, in the order written.
pub(crate) struct Options {
    pub(crate) all: Vec<WrittenOption>,
}

pub(crate) fn parse(tokens: TokenStream) -> Options {
    Options { all: option::parse(tokens) }
}
