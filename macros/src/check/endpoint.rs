//! An endpoint: all rules, in order, and what is meant once they hold.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;

use super::arguments::{self, Placed};
use super::{attribute, bodies, result, signature, types};
use crate::errors::{Conditional, Errors};
use crate::model::{Endpoint, Goes, Parameter, Step};
use crate::syntax::endpoint::Options;
use crate::syntax::method::Method;
use crate::syntax::role::Word;

/// The endpoint that is meant, with the mistakes that hang on a `cfg`; or all mistakes as tokens.
pub(crate) fn check<'m>(
    options: &Options,
    method: &'m Method,
    mut errors: Errors,
) -> Result<(Endpoint<'m>, Vec<Conditional>), TokenStream> {
    if !signature::is_of_a_trait(method, &mut errors) {
        return errors.finish(None);
    }
    let target = attribute::target(options, method, &mut errors);
    let idempotent = attribute::idempotent(options, target.verb, &mut errors);
    let timeout = super::options::timeout(options, &mut errors);
    let expect = super::options::expect(options, &mut errors);
    let (fixed, told) = super::options::fixed(options, method, &mut errors);
    let error = super::options::error(options, &mut errors);
    attribute::commas(options, &mut errors);
    attribute::unknown(options, &mut errors);
    signature::qualifiers(method, &mut errors);
    let receiver = signature::receiver(method, &mut errors);
    signature::body(method, &mut errors);
    let result = result::result(method, &mut errors);
    let mut arguments = arguments::place(method, &target, &mut errors);
    super::options::excuse(&told, &mut arguments);
    arguments::placeholders(method, &target, &mut arguments, &mut errors);
    arguments::shapes(&arguments, &mut errors);
    arguments::duplicates(&arguments, &mut errors);
    super::options::fixed_and_arguments(&fixed, &arguments, &mut errors);
    bodies::one_body(&arguments, target.verb, &mut errors);
    bodies::nameable_structs(&arguments, &fixed, target.verb, &mut errors);

    let endpoint = || {
        let verb = target.verb?;
        let (literal, template) = target.template?;
        let result = result?;
        let generics = &method.item.sig.generics;
        let mut steps = path_steps(template.placeholders(), &arguments);
        steps.extend(arguments.iter().filter_map(plain_step));
        let structs = arguments.iter().filter(|argument| argument.word == Some(Word::Params));
        steps.extend(structs.filter_map(|argument| step(argument, Goes::Params)));
        Some(Endpoint {
            item: &method.item,
            receiver: receiver?,
            name: method.item.sig.ident.unraw().to_string(),
            verb,
            template: literal.value(),
            idempotent,
            timeout,
            expect,
            error,
            parameters: arguments.iter().filter_map(parameter).collect(),
            steps,
            comparisons: bodies::comparisons(&arguments, &fixed, verb, result, generics),
            fixed,
            result,
        })
    };
    let endpoint = endpoint();
    errors.finish(endpoint)
}

fn parameter(argument: &Placed<'_>) -> Option<Parameter> {
    let name = argument.wire.clone().unwrap_or_else(|| argument.name());
    Some(Parameter { cfg: argument.written.cfg.clone(), role: argument.word?.as_str(), name })
}

/// Path values, in the order of the template.
fn path_steps<'a, 'm>(
    placeholders: impl Iterator<Item = &'a str>,
    arguments: &[Placed<'m>],
) -> Vec<Step<'m>> {
    placeholders
        .flat_map(|placeholder| {
            arguments.iter().filter_map(move |argument| {
                let fills = argument.word == Some(Word::Path)
                    && argument.wire.as_deref() == Some(placeholder);
                let ty = &argument.written.ty;
                let probe = !types::is_plainly_scalar(ty) && !types::has_impl(ty);
                let goes = Goes::Path { name: placeholder.to_owned(), probe };
                fills.then(|| step(argument, goes)).flatten()
            })
        })
        .collect()
}

/// What is neither a path value nor a struct.
fn plain_step<'m>(argument: &Placed<'m>) -> Option<Step<'m>> {
    let name = argument.wire.clone();
    let default = || {
        argument.role().and_then(|role| role.default.as_ref()).map(|default| default.text.clone())
    };
    let goes = match argument.word? {
        Word::Path | Word::Params => return None,
        Word::Query => Goes::Query { name: name?, default: default() },
        Word::Header => Goes::Header { name: name?, default: default() },
        Word::Part => Goes::Part(name?),
        Word::Body => Goes::Body,
        Word::Raw => Goes::Raw,
        Word::Form => Goes::Form,
    };
    step(argument, goes)
}

fn step<'m>(argument: &Placed<'m>, goes: Goes) -> Option<Step<'m>> {
    let ident = argument.written.ident()?.clone();
    Some(Step { cfg: argument.written.cfg.clone(), ident, ty: &argument.written.ty, goes })
}
