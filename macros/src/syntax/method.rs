//! The method below `#[endpoint(…)]`: receiver, arguments with their roles, `-> Call<T>`.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{
    Attribute, Block, FnArg, Meta, Pat, PatType, Receiver, TraitItemFn, Type, Visibility,
    parse_quote,
};

use super::role::{self, Role, Word};
use crate::errors::Errors;

mod half;
mod other;

pub(crate) use half::{Slip, without_roles};

/// The method, as written but for the attributes that are ours.
pub(crate) struct Method {
    pub(crate) visibility: Visibility,
    pub(crate) item: TraitItemFn,
    /// The body of what has a receiver and no visibility, so that it may stand in a trait.
    pub(crate) body: Option<Block>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) misplaced: Vec<Misplaced>,
}

/// One argument behind the receiver.
pub(crate) struct Argument {
    pub(crate) pat: Pat,
    pub(crate) ty: Type,
    pub(crate) roles: Vec<Role>,
    /// Attributes that look like a role and are none.
    pub(crate) unknown: Vec<(Ident, Attribute)>,
    /// What other languages have around it.
    pub(crate) slip: Option<Slip>,
    /// What it lacks has been reported.
    pub(crate) excused: bool,
    /// The predicates of its `cfg`s.
    pub(crate) cfg: Vec<TokenStream>,
}

/// A role, or an option of an endpoint, as an attribute where there is none.
pub(crate) struct Misplaced {
    pub(crate) word: Ident,
    pub(crate) attr: Attribute,
    /// `method` or `receiver`.
    pub(crate) on: &'static str,
}

impl Method {
    /// Whether the body's media type is the author's to say: that of a form and of parts is not.
    pub(crate) fn may_say_media_type(&self) -> bool {
        let mut roles = self.arguments.iter().flat_map(|argument| &argument.roles);
        !roles.any(|role| matches!(role.word, Word::Form | Word::Part))
    }
}

impl Argument {
    /// The argument's name, unless a pattern stands in its place.
    pub(crate) fn ident(&self) -> Option<&Ident> {
        match &self.pat {
            Pat::Ident(pat) => Some(&pat.ident),
            _ => None,
        }
    }
}

/// Reads the item; on an item of another kind the mistake is in `errors` and the answer `None`.
pub(crate) fn parse(tokens: &TokenStream, errors: &mut Errors) -> Option<Method> {
    let error = match method.parse2(tokens.clone()) {
        Ok((visibility, item)) => return Some(with_roles(visibility, item, errors)),
        Err(error) => error,
    };
    let (rest, mut slips) = half::without_slips(tokens);
    if !slips.is_empty()
        && let Ok((visibility, item)) = method.parse2(rest)
    {
        let mut read = with_roles(visibility, item, errors);
        for argument in &mut read.arguments {
            let at = slips.iter().position(|(name, _)| Some(name) == argument.ident());
            argument.slip = at.map(|at| slips.swap_remove(at).1);
        }
        return Some(read);
    }
    other::not_a_method(tokens, &error, errors);
    None
}

fn method(input: ParseStream<'_>) -> syn::Result<(Visibility, TraitItemFn)> {
    let attrs = input.call(Attribute::parse_outer)?;
    // Rust refuses a visibility here, but only after the macro has run.
    let visibility = input.parse()?;
    let mut item = TraitItemFn::parse(input)?;
    item.attrs = attrs;
    Ok((visibility, item))
}

fn with_roles(visibility: Visibility, mut item: TraitItemFn, errors: &mut Errors) -> Method {
    let mut misplaced = Vec::new();
    for attr in std::mem::take(&mut item.attrs) {
        let again = attr.path().segments.last().is_some_and(|last| last.ident == "endpoint");
        if again {
            let help =
                "an endpoint has one verb and one path: declare another method for the other";
            let name = &item.sig.ident;
            errors.add(attr, format!("a second `#[endpoint]` on `{name}`"), help);
            continue;
        }
        match Misplaced::of_method(&attr) {
            Some(word) => misplaced.push(Misplaced { word, attr, on: "method" }),
            None => item.attrs.push(attr),
        }
    }
    let mut arguments = Vec::new();
    for input in &mut item.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => attributes_of_receiver(receiver, &mut misplaced, errors),
            FnArg::Typed(typed) => arguments.push(argument(typed, errors)),
        }
    }
    let is_visible = !matches!(visibility, Visibility::Inherited);
    let mut body = None;
    match item.sig.receiver() {
        Some(_) if !is_visible => {
            body = item.default.take();
            item.semi_token.get_or_insert_default();
        }
        // A function, and of no trait. The compiler would miss its body.
        None if is_visible && item.default.is_none() => {
            item.attrs.push(parse_quote!(#[allow(unused_variables, reason = "it has mistakes")]));
            item.default = Some(parse_quote!({ ::core::unreachable!() }));
        }
        _ => {}
    }
    Method { visibility, item, body, arguments, misplaced }
}

impl Misplaced {
    /// What Rust itself has for methods, such as `#[path]` and `#[expect]`, is not ours.
    fn of_method(attr: &Attribute) -> Option<Ident> {
        let word = attr.path().get_ident()?;
        let is_role = Word::ALL.iter().any(|role| word == role.as_str() && *role != Word::Path);
        let is_ours = is_role || word == "timeout" || word == "idempotent";
        is_ours.then(|| word.clone())
    }

    fn of_receiver(attr: &Attribute) -> Option<Ident> {
        let word = attr.path().get_ident()?;
        let is_ours = Word::ALL.iter().any(|role| word == role.as_str());
        is_ours.then(|| word.clone())
    }
}

fn attributes_of_receiver(
    receiver: &mut Receiver,
    misplaced: &mut Vec<Misplaced>,
    errors: &mut Errors,
) {
    documented(&mut receiver.attrs, "the receiver", errors);
    for attr in std::mem::take(&mut receiver.attrs) {
        match Misplaced::of_receiver(&attr) {
            Some(word) => misplaced.push(Misplaced { word, attr, on: "receiver" }),
            None => receiver.attrs.push(attr),
        }
    }
}

/// Rust takes no doc comment before an argument, and says so in words that name none.
fn documented(attrs: &mut Vec<Attribute>, what: &str, errors: &mut Errors) {
    let is_doc = |attr: &Attribute| attr.path().is_ident("doc");
    if let Some(doc) = attrs.iter().find(|attr| is_doc(attr)) {
        errors.add(doc, format!("a doc comment on {what}"), "move it above the method");
    }
    attrs.retain(|attr| !is_doc(attr));
}

fn argument(typed: &mut PatType, errors: &mut Errors) -> Argument {
    // The item is only written out again, and for that their tokens do.
    let (pat, ty) = (typed.pat.to_token_stream(), typed.ty.to_token_stream());
    let mut argument = Argument {
        pat: std::mem::replace(&mut typed.pat, Pat::Verbatim(pat)),
        ty: std::mem::replace(&mut typed.ty, Type::Verbatim(ty)),
        roles: Vec::new(),
        unknown: Vec::new(),
        slip: None,
        excused: false,
        cfg: Vec::new(),
    };
    let what = match argument.ident() {
        Some(ident) => format!("the argument `{ident}`"),
        None => "an argument".to_owned(),
    };
    documented(&mut typed.attrs, &what, errors);
    for attr in std::mem::take(&mut typed.attrs) {
        if let Some(role) = role::of_argument(&attr, &argument.ty, errors) {
            argument.roles.push(role);
            continue;
        }
        if attr.path().is_ident("cfg_attr") && role::is_in(&attr) {
            let help = "write the argument once for each case, each with its `#[cfg(…)]`";
            errors.add(attr, "a role behind `cfg_attr`", help);
            argument.excused = true;
            continue;
        }
        if let Some(word) = role::unknown_word(&attr).cloned() {
            argument.unknown.push((word, attr));
            continue;
        }
        if attr.path().is_ident("cfg")
            && let Meta::List(list) = &attr.meta
        {
            argument.cfg.push(list.tokens.clone());
        }
        typed.attrs.push(attr);
    }
    argument
}
