//! The rules of bodies: at most one, and only where the verb has one; and what the compiler is to
//! compare of structs of parameters.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Generics, Type};

use super::arguments::Placed;
use super::types;
use crate::errors::Errors;
use crate::model::{Comparison, Fixed, Parameter, Verb, With};
use crate::syntax::role::Word;

/// GET and HEAD have no body; the other verbs have one `#[body]`, one `#[body(raw)]`, one
/// `#[form]`, or parts.
pub(crate) fn one_body(arguments: &[Placed<'_>], verb: Option<Verb>, errors: &mut Errors) {
    let bodies: Vec<&Placed<'_>> = arguments.iter().filter(|argument| is_body(argument)).collect();
    for (index, second) in bodies.iter().enumerate() {
        let Some(role) = second.role() else { continue };
        if let Some(verb) = verb.filter(|verb| !verb.has_body()) {
            errors.add(
                &role.attr,
                format!("{} has no body", verb.method()),
                match second.word {
                    Some(Word::Raw | Word::Part) => {
                        "use the verb `post`, `put` or `patch`".to_owned()
                    }
                    _ => format!(
                        "send `{}` as `#[query]`, or with the verb `post`, `put` or `patch`",
                        second.name()
                    ),
                },
            );
            continue;
        }
        let clash = bodies
            .iter()
            .take(index)
            .find(|first| first.word != Some(Word::Part) || second.word != Some(Word::Part));
        let Some(first) = clash else { continue };
        let (cause, help) = match (first.word, second.word) {
            (Some(Word::Body), Some(Word::Body)) => (
                "a second `#[body]`".to_owned(),
                format!("`{}` is the whole body already: make one struct of both", first.name()),
            ),
            (Some(Word::Raw), Some(Word::Raw)) => (
                "a second `#[body(raw)]`".to_owned(),
                format!("`{}` is the whole body already: send both as `#[part]`s", first.name()),
            ),
            (Some(Word::Raw), _) | (_, Some(Word::Raw)) => (
                format!("`{}` beside `{}`", word(second), word(first)),
                "a request has one body: send a raw one alone, or each as a `#[part]`".to_owned(),
            ),
            (Some(Word::Form), Some(Word::Form)) => (
                "a second `#[form]`".to_owned(),
                format!("`{}` is the whole form already: make one struct of both", first.name()),
            ),
            (Some(Word::Body | Word::Form), Some(Word::Body | Word::Form)) => (
                format!("`{}` beside `{}`", word(second), word(first)),
                "a request has one body, JSON or a form: make one struct of both".to_owned(),
            ),
            (Some(Word::Form), _) | (_, Some(Word::Form)) => (
                format!("`{}` beside `{}`", word(second), word(first)),
                "a request has a form or parts, not both: make each a `#[part]`".to_owned(),
            ),
            _ => (
                format!("`{}` beside `{}`", word(second), word(first)),
                "a request has a JSON body or parts, not both: make each a `#[part]`".to_owned(),
            ),
        };
        errors.add_where(first.together(second), &role.attr, cause, help);
    }
}

fn word(argument: &Placed<'_>) -> String {
    argument.word.map(|word| format!("#[{word}]")).unwrap_or_default()
}

fn is_body(argument: &Placed<'_>) -> bool {
    matches!(argument.word, Some(Word::Body | Word::Raw | Word::Form | Word::Part))
}

/// What is compared of structs is compared by type: an `impl Trait` has none that could be written.
pub(crate) fn nameable_structs(
    arguments: &[Placed<'_>],
    fixed: &[Fixed],
    verb: Option<Verb>,
    errors: &mut Errors,
) {
    let is_compared = |argument: &Placed<'_>| {
        let others = arguments.iter().filter(|other| !std::ptr::eq(*other, argument));
        verb.is_some_and(|verb| !verb.has_body())
            || !fixed.is_empty()
            || others.into_iter().any(|other| {
                is_body(other) || named(other).is_some() || other.word == Some(Word::Params)
            })
    };
    for argument in structs(arguments) {
        let ty = &argument.written.ty;
        if types::has_impl(ty) && is_compared(argument) {
            let (by_reference, _) = types::referent(ty);
            let (name, reference) = (argument.name(), if by_reference { "&" } else { "" });
            errors.add(
                ty,
                "`impl Trait` for `params`, whose names are compared with others",
                format!(
                    "name the type with a generic parameter: `<P: Params>` behind the method's name, and \
                     `{name}: {reference}P`"
                ),
            );
        }
    }
}

fn structs<'a, 'b>(arguments: &'b [Placed<'a>]) -> impl Iterator<Item = &'b Placed<'a>> {
    arguments.iter().filter(|argument| argument.word == Some(Word::Params))
}

/// The role and the name of an argument that a struct may send too.
fn named(argument: &Placed<'_>) -> Option<Parameter> {
    let role = match argument.word? {
        word @ (Word::Query | Word::Header | Word::Part) => word.as_str(),
        Word::Path | Word::Body | Word::Raw | Word::Form | Word::Params => return None,
    };
    let name = argument.wire.clone()?;
    Some(Parameter { cfg: argument.written.cfg.clone(), role, name })
}

/// What the compiler is to compare of each struct: with the verb and the body, with the names of
/// arguments, and with the structs before it.
pub(crate) fn comparisons<'m>(
    arguments: &[Placed<'m>],
    fixed: &[Fixed],
    verb: Verb,
    result: &Type,
    generics: &Generics,
) -> Vec<Comparison<'m>> {
    if !types::is_call(result) {
        // The way to what compares leads through the name. The runtime compares when a call is made.
        return Vec::new();
    }
    let call = types::emptied(result);
    let is_generic = |ty: &dyn ToTokens| types::may_be_generic(ty, generics);
    let mut comparisons = Vec::new();
    let mut earlier: Vec<&Placed<'m>> = Vec::new();
    let fixed = fixed.iter().map(|fixed| Parameter {
        cfg: Vec::new(),
        role: fixed.word.as_str(),
        name: fixed.name.clone(),
    });
    let names: Vec<Parameter> = arguments.iter().filter_map(named).chain(fixed).collect();
    for argument in structs(arguments) {
        let params = types::referent(&argument.written.ty).1;
        if types::has_impl(params) {
            continue;
        }
        let mut compare = |others: &[TokenStream], with: With<'m>| {
            comparisons.push(Comparison {
                cfg: [argument.written.cfg.as_slice(), others].concat(),
                params,
                inline: is_generic(&call)
                    || is_generic(&params)
                    || matches!(&with, With::Struct(ty) if is_generic(ty)),
                call: call.clone(),
                with,
            });
        };
        if verb.has_body() {
            for body in arguments.iter().filter(|argument| is_body(argument)) {
                let why = format!("the body is `{}` already", body.name());
                compare(&body.written.cfg, With::NoBody(why));
            }
        } else {
            compare(&[], With::NoBody(format!("{} has none", verb.method())));
        }
        if !names.is_empty() {
            compare(&[], With::Names(names.clone()));
        }
        for other in &earlier {
            let ty = types::referent(&other.written.ty).1;
            compare(&other.written.cfg, With::Struct(ty));
        }
        earlier.push(argument);
    }
    comparisons
}
