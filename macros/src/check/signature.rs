//! The rules of the method around its arguments: qualifiers, receiver, no body.

use quote::ToTokens;
use syn::{Ident, Token, Type, TypeParamBound};

use super::types;
use crate::errors::Errors;
use crate::syntax::declaration::Receiver;
use crate::syntax::method::{Argument, Method};

/// A method of a trait. That something else is annotated shows by its body; nothing more is said
/// of it then, as it is not what the other rules are about.
pub(crate) fn is_of_a_trait(method: &Method, errors: &mut Errors) -> bool {
    let name = &method.item.ident;
    if method.item.body.is_none() {
        return true;
    }
    let what = match &method.item.inputs.receiver {
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
    let item = &method.item;
    name(&item.ident, errors);
    if item.is_visible() {
        let word = types::source(&item.visibility);
        errors.add(
            &item.visibility,
            format!("`{word}` on an endpoint"),
            format!(
                "take it away: an endpoint is a method of a trait, as visible as that; \
                 if this is an `impl`, declare `{}` in a trait",
                item.ident
            ),
        );
    }
    if let Some(token) = &item.qualifiers.asyncness {
        errors.add(
            token,
            "an endpoint is not `async`",
            "take `async` away: the method returns a `Call`, and `.await` on that sends it",
        );
    }
    let constness = item.qualifiers.constness.map(ToTokens::into_token_stream);
    let unsafety = item.qualifiers.unsafety.map(ToTokens::into_token_stream);
    let abi = item.qualifiers.abi.as_ref().map(ToTokens::to_token_stream);
    for token in [constness, unsafety, abi].iter().flatten() {
        let word = types::source(token);
        errors.add(token, format!("an endpoint is not `{word}`"), format!("take `{word}` away"));
    }
    if let Some(variadic) = &item.inputs.variadic {
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
pub(crate) fn receiver(method: &Method, errors: &mut Errors) -> Option<Token![self]> {
    let item = &method.item;
    let name = &item.ident;
    let Some(receiver) = &item.inputs.receiver else {
        let mut instead = String::new();
        let mut others = method.arguments.len();
        if let Some(client) = method.arguments.iter().find(|argument| is_client(argument)) {
            let (pat, ty) = (types::source(&client.pattern), types::source(&client.ty));
            instead = format!(" in the place of `{pat}: {ty}`");
            others -= 1;
        }
        let rest = if others == 0 { "" } else { ", …" };
        errors.add_at(
            item.paren_token.span.join(),
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
    Some(receiver.self_token)
}

/// Whether the argument is what `self` would be: `client: &Client`, `this: &Self` where no receiver is.
pub(crate) fn stands_for_the_receiver(method: &Method, argument: &Argument) -> bool {
    method.item.inputs.receiver.is_none() && is_client(argument)
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
    let Some((_, ty)) = &receiver.ty else {
        return match (&receiver.reference, receiver.mutability) {
            (None, _) => Some("`self` by value".to_owned()),
            (Some(_), Some(_)) => Some("`&mut self`".to_owned()),
            (Some(_), None) => None,
        };
    };
    let plain = match types::bare(ty) {
        Type::Reference(reference) if reference.mutability.is_none() => {
            types::last_name(&reference.elem).is_some_and(|name| name == "Self")
        }
        _ => false,
    };
    (!plain).then(|| format!("`self: {}`", types::source(ty)))
}

/// `#[endpoint]` writes the body.
pub(crate) fn body(method: &Method, errors: &mut Errors) {
    let Some(body) = &method.body else { return };
    errors.add(
        body,
        format!("`{}` has a body already", method.item.ident),
        "end the declaration with `;`, in a trait: `#[endpoint]` writes the body",
    );
}
