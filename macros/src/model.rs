//! What is MEANT: an endpoint and a struct of parameters that have passed all checks. What can't be
//! sent can't be expressed here, so expanding is total.

use proc_macro2::{Ident, TokenStream};
use syn::{ExprPath, Generics, Path, Token, TraitItemFn, Type};

use crate::syntax::role::Word;

/// A checked endpoint.
pub(crate) struct Endpoint<'m> {
    /// The method as its author wrote it, without our attributes.
    pub(crate) item: &'m TraitItemFn,
    /// `self` as written: it has the hygiene of the place that wrote it.
    pub(crate) receiver: &'m Token![self],
    pub(crate) name: String,
    pub(crate) verb: Verb,
    pub(crate) template: String,
    pub(crate) idempotent: bool,
    /// How long an attempt may take, in milliseconds.
    pub(crate) timeout: Option<u64>,
    /// The one status that is a success.
    pub(crate) expect: Option<u16>,
    /// What the body of a failed status is read as.
    pub(crate) error: Option<Type>,
    /// What every request carries.
    pub(crate) fixed: Vec<Fixed>,
    /// What the description tells of the arguments, in their order.
    pub(crate) parameters: Vec<Parameter>,
    /// What fills the request, in the order in which it is done.
    pub(crate) steps: Vec<Step<'m>>,
    /// What only the compiler can compare, as it stands in structs.
    pub(crate) comparisons: Vec<Comparison<'m>>,
    pub(crate) result: &'m Type,
}

impl Endpoint<'_> {
    /// Whether the response that counts as a success never has a body (RFC 9110, 6.4.1 and 15.3.6).
    pub(crate) fn has_no_content(&self) -> bool {
        self.verb == Verb::Head || matches!(self.expect, Some(204 | 205 | 304))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

impl Verb {
    pub(crate) const ALL: [Verb; 7] =
        [Verb::Get, Verb::Post, Verb::Put, Verb::Patch, Verb::Delete, Verb::Head, Verb::Options];

    /// All as written in the attribute.
    pub(crate) fn words() -> Vec<&'static str> {
        Verb::ALL.iter().map(|verb| verb.word()).collect()
    }

    /// As written in the attribute.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Verb::Get => "get",
            Verb::Post => "post",
            Verb::Put => "put",
            Verb::Patch => "patch",
            Verb::Delete => "delete",
            Verb::Head => "head",
            Verb::Options => "options",
        }
    }

    /// As sent.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Patch => "PATCH",
            Verb::Delete => "DELETE",
            Verb::Head => "HEAD",
            Verb::Options => "OPTIONS",
        }
    }

    pub(crate) fn is_idempotent(self) -> bool {
        !matches!(self, Verb::Post | Verb::Patch)
    }

    pub(crate) fn has_body(self) -> bool {
        !matches!(self, Verb::Get | Verb::Head)
    }
}

/// A header or a query parameter with its value.
pub(crate) struct Fixed {
    pub(crate) word: Word,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// One argument in the description.
#[derive(Clone)]
pub(crate) struct Parameter {
    pub(crate) cfg: Vec<TokenStream>,
    pub(crate) role: &'static str,
    pub(crate) name: String,
}

/// One call that puts one argument into the request.
pub(crate) struct Step<'m> {
    /// All of these predicates must hold.
    pub(crate) cfg: Vec<TokenStream>,
    pub(crate) ident: Ident,
    /// As written, with its `&`.
    pub(crate) ty: &'m Type,
    pub(crate) goes: Goes,
}

/// Where an argument goes.
pub(crate) enum Goes {
    Path {
        name: String,
        /// The type may hide an `Option` or a list, which only the compiler sees.
        probe: bool,
    },
    Query {
        name: String,
        /// What is sent for `None`.
        default: Option<String>,
    },
    Header {
        name: String,
        default: Option<String>,
    },
    Part(String),
    Body,
    Raw,
    Form,
    Params,
}

/// Compared in a constant, so that `cargo check` says it.
pub(crate) struct Comparison<'m> {
    pub(crate) cfg: Vec<TokenStream>,
    pub(crate) params: &'m Type,
    pub(crate) with: With<'m>,
    /// A `Call` of any kind, by the author's own name for it: the way to the functions that compare.
    pub(crate) call: TokenStream,
    /// Generics are in play, which a constant item can't name.
    pub(crate) inline: bool,
}

pub(crate) enum With<'m> {
    Names(Vec<Parameter>),
    Struct(&'m Type),
    /// No room for a body, and why.
    NoBody(String),
}

/// A checked struct under `#[derive(Params)]`.
pub(crate) struct Params<'s> {
    /// The path of the runtime crate.
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) generics: &'s Generics,
    pub(crate) check: Option<ExprPath>,
    pub(crate) fields: Vec<Field<'s>>,
    pub(crate) flattened: Vec<Flattened<'s>>,
    /// Something that the impl names is deprecated, or may be.
    pub(crate) names_deprecated: bool,
}

pub(crate) struct Field<'s> {
    pub(crate) ident: Ident,
    pub(crate) ty: &'s Type,
    pub(crate) goes: FieldGoes,
    pub(crate) name: String,
    /// What is sent for `None`.
    pub(crate) default: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldGoes {
    Query,
    Header,
    Member,
    Part,
}

impl FieldGoes {
    pub(crate) fn role(self) -> &'static str {
        match self {
            FieldGoes::Query => "query",
            FieldGoes::Header => "header",
            FieldGoes::Member => "member",
            FieldGoes::Part => "part",
        }
    }
}

pub(crate) struct Flattened<'s> {
    pub(crate) ident: Ident,
    /// Of the struct itself, also where it may be absent.
    pub(crate) ty: &'s Type,
    pub(crate) optional: bool,
}
