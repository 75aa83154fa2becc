//! The rules of bodies: at most one, and only where the verb has one; and what follows from them
//! for the structs of parameters.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Generics, Type};

use super::arguments::Placed;
use super::types;
use crate::errors::Errors;
use crate::model::{Comparison, Fixed, Goes, Parameter, Step, Verb, With};
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

/// Structs beside structs are told apart by type: an `impl Trait` has none that could be written.
pub(crate) fn nameable_structs(arguments: &[Placed<'_>], errors: &mut Errors) {
    let structs: Vec<&Placed<'_>> = structs(arguments).collect();
    if structs.len() < 2 {
        return;
    }
    for argument in structs.into_iter().filter(|argument| types::has_impl(&argument.written.ty)) {
        errors.add(
            &argument.written.ty,
            "`impl Trait` for one of several `params`",
            "name the type with a generic parameter: `fn list<P: Params>(&self, #[params] p: &P)`",
        );
    }
}

fn structs<'a, 'b>(arguments: &'b [Placed<'a>]) -> impl Iterator<Item = &'b Placed<'a>> {
    arguments.iter().filter(|argument| argument.word == Some(Word::Params))
}

/// How each struct is put into the request: where a body is, or can't be, it may bring none; and
/// the structs among themselves may bring one. What hangs on a `cfg` is there in all variants.
pub(crate) fn struct_steps(arguments: &[Placed<'_>], verb: Verb) -> Vec<Step> {
    let bodies: Option<Vec<TokenStream>> = arguments
        .iter()
        .filter(|argument| is_body(argument))
        .map(|argument| types::all_of(&argument.written.cfg))
        .collect();
    let mut steps = Vec::new();
    let mut earlier: Vec<&Placed<'_>> = Vec::new();
    for argument in structs(arguments) {
        let mut step = |mut cfg: Vec<TokenStream>, goes| {
            let Some(ident) = argument.written.ident() else { return };
            cfg.splice(0..0, argument.written.cfg.iter().cloned());
            let ty = argument.written.ty.clone();
            steps.push(Step { cfg, ident: ident.clone(), ty, goes });
        };
        let mut cfg = Vec::new();
        match &bodies {
            // One of the bodies is always there.
            None => {
                step(cfg, Goes::ParamsBodiless);
                continue;
            }
            Some(_) if !verb.has_body() => {
                step(cfg, Goes::ParamsBodiless);
                continue;
            }
            Some(bodies) if !bodies.is_empty() => {
                let any = types::any_of(bodies);
                step(vec![any.clone()], Goes::ParamsBodiless);
                cfg.push(quote!(not(#any)));
            }
            Some(_) => {}
        }
        for (conditions, present) in variants(&earlier) {
            let goes = match present.as_slice() {
                [] => Goes::Params,
                present => {
                    let types = present.iter().map(|argument| argument.written.ty.clone());
                    Goes::ParamsBeside(types.collect())
                }
            };
            step([cfg.clone(), conditions].concat(), goes);
        }
        earlier.push(argument);
    }
    steps
}

/// Each set of these arguments that can be there, with what must hold for it.
fn variants<'a, 'b>(arguments: &[&'b Placed<'a>]) -> Vec<(Vec<TokenStream>, Vec<&'b Placed<'a>>)> {
    let mut all = vec![(Vec::new(), Vec::new())];
    for argument in arguments {
        let mut next = Vec::new();
        for (conditions, present) in all {
            let with = [present.as_slice(), &[*argument]].concat();
            if let Some(predicate) = types::all_of(&argument.written.cfg) {
                next.push(([conditions.as_slice(), &[quote!(not(#predicate))]].concat(), present));
                next.push(([conditions.as_slice(), &[predicate]].concat(), with));
            } else {
                next.push((conditions, with));
            }
        }
        all = next;
    }
    all
}

/// The names of arguments against those in structs, and the structs among themselves.
pub(crate) fn comparisons(
    arguments: &[Placed<'_>],
    fixed: &[Fixed],
    result: &Type,
    generics: &Generics,
) -> Vec<Comparison> {
    let mut comparisons = Vec::new();
    let mut earlier: Vec<&Placed<'_>> = Vec::new();
    let inline = |ty: &Type| types::may_be_generic(ty, generics);
    for argument in structs(arguments) {
        let params = types::referent(&argument.written.ty).1;
        if types::has_impl(params) {
            continue;
        }
        let names: Vec<Parameter> = arguments
            .iter()
            .filter_map(|argument| {
                let role = match argument.word? {
                    word @ (Word::Query | Word::Header | Word::Part) => word.as_str(),
                    Word::Path | Word::Body | Word::Raw | Word::Form | Word::Params => {
                        return None;
                    }
                };
                let name = argument.wire.clone()?;
                Some(Parameter { cfg: argument.written.cfg.clone(), role, name })
            })
            .chain(fixed.iter().map(|fixed| Parameter {
                cfg: Vec::new(),
                role: fixed.word.as_str(),
                name: fixed.name.clone(),
            }))
            .collect();
        let cfg = &argument.written.cfg;
        if !names.is_empty() {
            comparisons.push(Comparison {
                cfg: cfg.clone(),
                params: params.clone(),
                with: With::Names(names),
                inline: inline(result) || inline(params),
            });
        }
        for other in &earlier {
            let ty = types::referent(&other.written.ty).1;
            comparisons.push(Comparison {
                cfg: [cfg.as_slice(), other.written.cfg.as_slice()].concat(),
                params: params.clone(),
                inline: inline(result) || inline(params) || inline(ty),
                with: With::Struct(Box::new(ty.clone())),
            });
        }
        earlier.push(argument);
    }
    comparisons
}
