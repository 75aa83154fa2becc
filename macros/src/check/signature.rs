//! The rules of the method around its arguments: qualifiers, receiver, no body.

use quote::ToTokens;
use syn::{FnArg, Ident, Receiver, ReceiverKind, Safety, Token, Type, TypeParamBound, Visibility};

use super::types;
use crate::errors::Errors;
use crate::syntax::method::{Argument, Method};

/// A method of a trait. That something else is annotated shows by its body; nothing more is said
/// of it then, as it is not what the other rules are about.
pub(crate) fn is_of_a_trait(method: &Method, errors: &mut Errors) -> bool {
    let sig = &method.item.sig;
    let name = &sig.ident;
    if method.item.default.is_none() {
        return true;
    }
    let what = match sig.receiver() {
        None => "the function",
        Some(_) => "an `impl`'s method",
    };
    errors.add(
        name,
        format!("`#[endpoint]` stands on {what} `{name}`"),
        format!(
            "declare it in a trait, without a body: \
             `trait Jobs: Endpoints {{ #[endpoint(…)] fn {name}(&self, …) -> Call<…>; }}`"
        ),
    );
    false
}

/// A plain `fn`: not `pub`, `async`, `const`, `unsafe` or `extern`.
pub(crate) fn qualifiers(method: &Method, errors: &mut Errors) {
    let sig = &method.item.sig;
    name(&sig.ident, errors);
    if !matches!(method.visibility, Visibility::Inherited) {
        let word = types::source(&method.visibility);
        errors.add(
            &method.visibility,
            format!("`{word}` on an endpoint"),
            format!(
                "take it away: an endpoint is a method of a trait, as visible as that; \
                 if this is an `impl`, declare `{}` in a trait",
                sig.ident
            ),
        );
    }
    if let Some(token) = &sig.asyncness {
        errors.add(
            token,
            "an endpoint is not `async`",
            "take `async` away: the method returns a `Call`, and `.await` on that sends it",
        );
    }
    let unsafety: Option<&dyn ToTokens> = match &sig.safety {
        Safety::Unsafe(token) => Some(token),
        Safety::Safe(token) => Some(token),
        Safety::Default => None,
    };
    let constness = sig.constness.as_ref().map(|token| token as &dyn ToTokens);
    let abi = sig.abi.as_ref().map(|token| token as &dyn ToTokens);
    for token in [constness, unsafety, abi].into_iter().flatten() {
        let word = types::source(token);
        errors.add(token, format!("an endpoint is not `{word}`"), format!("take `{word}` away"));
    }
    if let Some(variadic) = &sig.variadic {
        errors.add(variadic, "an endpoint has no variable arguments", "name each argument");
    }
}

/// Each use of a second `client` would be ambiguous: the trait has one from `Endpoints`.
fn name(ident: &Ident, errors: &mut Errors) {
    if ident == "client" {
        errors.add(
            ident,
            "`client` is a method that `Endpoints` has already",
            "give the endpoint another name: what is sent does not depend on it",
        );
    }
}

/// `&self`, `&'a self` or `self: &Self`.
pub(crate) fn receiver<'m>(method: &'m Method, errors: &mut Errors) -> Option<&'m Token![self]> {
    let sig = &method.item.sig;
    let name = &sig.ident;
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first() else {
        let mut instead = String::new();
        let mut others = method.arguments.len();
        if let Some(client) = method.arguments.iter().find(|argument| is_client(argument)) {
            let (pat, ty) = (types::source(&client.pat), types::source(&client.ty));
            instead = format!(" in the place of `{pat}: {ty}`");
            others -= 1;
        }
        let rest = if others == 0 { "" } else { ", …" };
        errors.add_at(
            sig.paren_token.span.join(),
            format!("no receiver in `{name}`"),
            format!(
                "write `fn {name}(&self{rest})`{instead}: the request is sent by the client in `self`"
            ),
        );
        return None;
    };
    if let Some(wrong) = wrong_receiver(receiver) {
        errors.add(
            receiver,
            format!("{wrong} as the receiver of an endpoint"),
            "write `&self`: a client is shared by all its calls",
        );
        return None;
    }
    Some(&receiver.self_token)
}

/// Whether the argument is what `self` would be: `client: &Client`, `this: &Self` where no receiver is.
pub(crate) fn stands_for_the_receiver(method: &Method, argument: &Argument) -> bool {
    method.item.sig.receiver().is_none() && is_client(argument)
}

fn is_client(argument: &Argument) -> bool {
    let (_, ty) = types::referent(&argument.ty);
    let bounds = match ty {
        Type::ImplTrait(opaque) => &opaque.bounds,
        Type::TraitObject(object) => &object.bounds,
        ty => return types::last_name(ty).is_some_and(|name| name == "Client" || name == "Self"),
    };
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|last| last.ident == "Endpoints")
        }
        _ => false,
    })
}

/// Whether an endpoint can have it.
pub(crate) fn is_right(receiver: &Receiver) -> bool {
    wrong_receiver(receiver).is_none()
}

fn wrong_receiver(receiver: &Receiver) -> Option<String> {
    match &receiver.kind {
        ReceiverKind::Value => Some("`self` by value".to_owned()),
        ReceiverKind::Reference(_, _, Some(_)) => Some("`&mut self`".to_owned()),
        ReceiverKind::Reference(_, _, None) => None,
        ReceiverKind::Typed(_, ty) => {
            let plain = match types::bare(ty) {
                Type::Reference(reference) if reference.mutability.is_none() => {
                    types::last_name(&reference.elem).is_some_and(|name| name == "Self")
                }
                _ => false,
            };
            (!plain).then(|| format!("`self: {}`", types::source(ty)))
        }
        _ => Some(format!("`{}`", types::source(receiver))),
    }
}

/// `#[endpoint]` writes the body.
pub(crate) fn body(method: &Method, errors: &mut Errors) {
    let Some(body) = &method.body else { return };
    errors.add(
        body,
        format!("`{}` has a body already", method.item.sig.ident),
        "end the declaration with `;`, in a trait: `#[endpoint]` writes the body",
    );
}
