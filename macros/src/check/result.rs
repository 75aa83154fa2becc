//! The rules of what a method returns: a `Call`, and in it what a response can be read as. Whether an alias
//! is one, rustc says at the type.

use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeParamBound};

use super::types::{self, argument_of};
use crate::errors::Errors;
use crate::syntax::method::Method;

/// A return type that may be a `Call`.
pub(crate) fn result<'m>(method: &'m Method, errors: &mut Errors) -> Option<&'m Type> {
    let sig = &method.item.sig;
    let ReturnType::Type(_, ty) = &sig.output else {
        errors.add_at(
            sig.paren_token.span.close(),
            format!("no return type in `{}`", sig.ident),
            "write `-> Call<T>` with the type that the response is read as, or `-> Call<()>`",
        );
        return None;
    };
    let inferred = types::inferred(ty);
    for infer in &inferred {
        errors.add(
            infer,
            "an endpoint says what it returns",
            "write the type that the response is read as in the place of `_`",
        );
    }
    if !inferred.is_empty() {
        return None;
    }
    if let Some((cause, help)) = no_call(ty) {
        errors.add(ty, cause, help);
        return None;
    }
    if let Some((inner, cause, help)) = argument_of(ty, "Call").and_then(unreadable) {
        errors.add(inner, cause, help);
        return None;
    }
    Some(ty)
}

/// What the type is in the place of a `Call`, and what to write.
fn no_call(ty: &Type) -> Option<(String, String)> {
    let (what, read) = match types::bare(ty) {
        Type::Tuple(tuple) if tuple.elems.is_empty() => ("`()`", "()".to_owned()),
        Type::Never(_) => ("`!`", "()".to_owned()),
        Type::ImplTrait(opaque) => {
            let output = opaque.bounds.iter().find_map(future_output);
            ("an `impl Trait`", output.map_or("T".to_owned(), read))
        }
        plain if types::last_name(plain).is_some_and(|name| name == "Result") => {
            let inner = argument_of(plain, "Result");
            ("a `Result`", inner.map_or("T".to_owned(), read))
        }
        Type::Reference(reference) => ("a reference", read(&reference.elem)),
        plain if types::last_name(plain).is_some_and(|name| name == "Self") => {
            ("`Self`", "T".to_owned())
        }
        plain if future_in(plain).is_some() => {
            ("a future", future_in(plain).map_or("T".to_owned(), read))
        }
        plain if types::last_name(plain).is_some_and(|name| name == "CallFuture") => {
            ("a future", argument_of(plain, "CallFuture").map_or("T".to_owned(), read))
        }
        plain if types::std_name(plain).is_some_and(|name| name == "str") => {
            ("`str`", "String".to_owned())
        }
        plain => match several(plain).or_else(|| wrapped(plain)) {
            Some(told) => return Some(told),
            None if is_plainly_a_value(plain) => {
                return Some((
                    format!("an endpoint returns a `Call`, not `{}`", types::source(plain)),
                    format!("write `-> Call<{}>`: `.await` on it gives the `Result`", read(plain)),
                ));
            }
            None => return None,
        },
    };
    Some((
        format!("an endpoint returns a `Call`, not {what}"),
        format!("write `-> Call<{read}>`: `.await` on it gives the `Result`"),
    ))
}

/// A type that everybody knows, and that is no `Call`.
fn is_plainly_a_value(ty: &Type) -> bool {
    const VALUES: [&str; 6] = ["Vec", "Option", "HashMap", "BTreeMap", "Bytes", "Box"];
    types::scalar_name(ty).is_some()
        || types::std_name(ty).is_some_and(|name| VALUES.iter().any(|value| name == value))
}

/// What is read in the end, in whatever it is wrapped: a `Result`, a `Call`, a reference.
fn read(ty: &Type) -> String {
    let inner = ["Result", "Call"].iter().find_map(|wrapper| argument_of(ty, wrapper));
    match inner {
        Some(inner) => read(inner),
        None if types::is_bytes(ty) => "Bytes".to_owned(),
        None => types::owned(ty),
    }
}

/// `(Call<A>, Call<B>)`, `[Call<T>; 2]`.
fn several(ty: &Type) -> Option<(String, String)> {
    let is_call = |ty: &Type| argument_of(ty, "Call").is_some();
    let holds_calls = match ty {
        Type::Tuple(tuple) => tuple.elems.iter().any(is_call),
        Type::Array(array) => is_call(&array.elem),
        _ => false,
    };
    holds_calls.then(|| {
        (
            "an endpoint returns one `Call`, not several".to_owned(),
            "declare a method for each; a method without `#[endpoint]` may call them all"
                .to_owned(),
        )
    })
}

/// `Option<Call<T>>`.
fn wrapped(ty: &Type) -> Option<(String, String)> {
    let wrapper = types::last_name(ty)?.to_string();
    if wrapper == "Call" {
        return None;
    }
    let read = types::source(argument_of(argument_of(ty, &wrapper)?, "Call")?);
    let may_be_read = matches!(wrapper.as_str(), "Option" | "Vec" | "Box");
    Some((
        format!("an endpoint returns one `Call`, not `{wrapper}<Call<…>>`"),
        match may_be_read {
            true => format!(
                "write `-> Call<{wrapper}<{read}>>` if that is what the response holds, or `-> Call<{read}>`"
            ),
            false => format!("write `-> Call<{read}>`"),
        },
    ))
}

/// What in a `Call` can't be read from a response, as far as its name tells: the type, the cause, the help.
fn unreadable(inner: &Type) -> Option<(&Type, String, String)> {
    let write = |read: &str| format!("write `-> Call<{read}>`");
    let owns = "a response is read into a type that owns its data".to_owned();
    let (cause, help) = match types::bare(inner) {
        plain if wrapper(plain).is_some() => {
            let (of, of_inner) = wrapper(plain)?;
            let (at, cause, help) = unreadable(of_inner)?;
            return Some((
                at,
                cause,
                help.replace("Call<", &format!("Call<{of}<")).replace(">`", ">>`"),
            ));
        }
        plain if is_result(plain) => {
            let value = types::arguments(plain).first().copied().map_or("T".to_owned(), read);
            (
                "a `Result` in a `Call`".to_owned(),
                format!(
                    "{}: awaiting it gives a `Result` anyway; what the body of a failed status is read as \
                     says `error = …` in the attribute",
                    write(&value)
                ),
            )
        }
        plain if argument_of(plain, "Call").is_some() => {
            let value = argument_of(plain, "Call").map_or("T".to_owned(), read);
            ("a `Call` in a `Call`".to_owned(), write(&value))
        }
        Type::Reference(reference) => (owns, write(&read(&reference.elem))),
        Type::Slice(_) => (owns, write(&read(inner))),
        plain if is_borrowed_text(plain) => {
            ("a text is read into a `String`".to_owned(), write("String"))
        }
        Type::TraitObject(_) => (
            "a response is read into one type, not a `dyn Trait`".to_owned(),
            write("serde_json::Value").replace("write", "write the type, or"),
        ),
        Type::ImplTrait(_) => (
            "a response is read into one type, not an `impl Trait`".to_owned(),
            "write the type, or name it with a generic parameter of the method: \
             `<T: endpoint::Value>`"
                .to_owned(),
        ),
        plain if types::last_name(plain).is_some_and(|name| name == "Self") => (
            "a response is not read as the client that `Self` is".to_owned(),
            "write the type that the response is read as".to_owned(),
        ),
        Type::Tuple(tuple) if tuple.elems.iter().any(is_about_headers) => {
            let value = tuple.elems.iter().find(|element| !is_about_headers(element));
            let value = value.map_or("()".to_owned(), read);
            let help = write(&format!("WithHeaders<{value}>"));
            ("status and headers come with `WithHeaders`".to_owned(), help)
        }
        plain => return foreign(plain).map(|(cause, help)| (inner, cause, help)),
    };
    Some((inner, cause, help))
}

/// What holds the value that is read, and that.
fn wrapper(ty: &Type) -> Option<(&'static str, &Type)> {
    ["WithHeaders", "Option"].into_iter().find_map(|of| Some((of, argument_of(ty, of)?)))
}

/// Types that stand for a response elsewhere: those of libraries, and two that nobody calls his own so.
fn foreign(ty: &Type) -> Option<(String, String)> {
    let name = types::last_name(ty)?.to_string();
    let is_known = match types::crate_of(ty) {
        Some(krate) => ["http", "reqwest", "hyper", "endpoint"].contains(&krate.as_str()),
        None => is_about_headers(ty),
    };
    let value = types::arguments(ty).first().copied().map_or("()".to_owned(), read);
    let help = match name.as_str() {
        "HeaderMap" => "write `-> Call<WithHeaders<()>>`: its field `headers` has them".to_owned(),
        "StatusCode" => "write `-> Call<WithHeaders<()>>`: its field `status` is it".to_owned(),
        "Raw" => "write the type that the body is read as: `.raw()` at a call gives the response"
            .to_owned(),
        "Response" => {
            format!("write `-> Call<WithHeaders<{value}>>`: it has the status and the headers too")
        }
        "Items" | "Pages" => {
            format!("write `-> Call<{value}>`: `.items()` at the call is the stream")
        }
        _ => return None,
    };
    is_known.then(|| (format!("`{name}` is not what a body is read as"), help))
}

/// `HeaderMap` or `StatusCode`, by that one word or as of the crate `http`.
fn is_about_headers(ty: &Type) -> bool {
    let is_known = types::word(ty).is_some() || types::crate_of(ty).is_some_and(|of| of == "http");
    is_known && types::last_name(ty).is_some_and(|name| name == "HeaderMap" || name == "StatusCode")
}

/// `Result<T, E>`, or the `Result<T>` of a crate that has one.
fn is_result(ty: &Type) -> bool {
    const CRATES: [&str; 8] =
        ["std", "core", "io", "fmt", "endpoint", "llama_cloud", "anyhow", "eyre"];
    let is_of_a_crate = || types::crate_of(ty).is_some_and(|of| CRATES.contains(&of.as_str()));
    types::is_std_result(ty) || (argument_of(ty, "Result").is_some() && is_of_a_crate())
}

/// `str`, `Box<str>`, `Cow<'static, str>`.
fn is_borrowed_text(ty: &Type) -> bool {
    types::scalar_name(ty).is_some_and(|name| name == "str")
}

/// `X` where `dyn Future<Output = X>` stands in the type, in whatever pins and owns it.
fn future_in(ty: &Type) -> Option<&Type> {
    if let Some(output) = ["BoxFuture", "LocalBoxFuture"].iter().find_map(|of| argument_of(ty, of))
    {
        return Some(output);
    }
    match types::bare(ty) {
        Type::TraitObject(object) => object.bounds.iter().find_map(future_output),
        Type::ImplTrait(opaque) => opaque.bounds.iter().find_map(future_output),
        Type::Reference(reference) => future_in(&reference.elem),
        Type::Path(_) => types::arguments(ty).into_iter().find_map(future_in),
        _ => None,
    }
}

/// `X` in `Future<Output = X>`.
fn future_output(bound: &TypeParamBound) -> Option<&Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let segment = bound.path.segments.last().filter(|segment| segment.ident == "Future")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(output) => Some(&output.ty),
        _ => None,
    })
}
