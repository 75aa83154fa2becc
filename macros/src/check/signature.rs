//! The rules of the method around its arguments: qualifiers, receiver, no body.

use quote::ToTokens;
use syn::{FnArg, Receiver, ReceiverKind, Safety, Token, Type, Visibility};

use super::types;
use crate::errors::Errors;
use crate::syntax::method::Method;

/// A method of a trait. That something else is annotated shows by its body; nothing more is said
/// of it then, as it is not what the other rules are about.
pub(crate) fn is_of_a_trait(method: &Method, errors: &mut Errors) -> bool {
    let sig = &method.item.sig;
    let name = &sig.ident;
    if method.item.default.is_none() {
        return true;
    }
    let what = match (sig.receiver(), &method.visibility) {
        (None, _) => "the function",
        (Some(_), Visibility::Inherited) => return true,
        (Some(_), _) => "an `impl`'s method",
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
    if !matches!(method.visibility, Visibility::Inherited) {
        let word = types::source(&method.visibility);
        errors.add(
            &method.visibility,
            format!("`{word}` on a method of a trait"),
            "take it away: a method of a trait is as visible as the trait",
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

/// `&self`, `&'a self` or `self: &Self`.
pub(crate) fn receiver(method: &Method, errors: &mut Errors) -> Option<Token![self]> {
    let sig = &method.item.sig;
    let name = &sig.ident;
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first() else {
        let rest = if sig.inputs.is_empty() { "" } else { ", …" };
        errors.add_at(
            sig.paren_token.span.join(),
            format!("no receiver in `{name}`"),
            format!("write `fn {name}(&self{rest})`: the request is sent by the client in `self`"),
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
    Some(receiver.self_token)
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
    let (Some(body), true) = (&method.item.default, method.item.sig.receiver().is_some()) else {
        return;
    };
    errors.add(
        body,
        format!("`{}` has a body already", method.item.sig.ident),
        "end the declaration with `;`, in a trait: `#[endpoint]` writes the body",
    );
}
