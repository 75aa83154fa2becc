//! `error = Problem`.

use proc_macro2::TokenStream;
use syn::Type;

use super::super::attribute::spelling::spelled;
use super::super::types;
use super::{Behind, behind, once};
use crate::errors::Errors;
use crate::syntax::endpoint::Options;

/// What the body of a failed status is read as.
pub(crate) fn error(options: &Options, errors: &mut Errors) -> Option<Type> {
    let option = once(options, "error", errors)?;
    let help = |name: &str| format!("write the type that the body is read as: `error = {name}`");
    let tokens = match behind(option) {
        Behind::Value(tokens) => tokens,
        Behind::Text(text) => {
            let name = text.value();
            let is_of_a_type = |char: char| char.is_alphanumeric() || "_:<>".contains(char);
            let is_type = !name.is_empty() && name.chars().all(is_of_a_type);
            let name = if is_type { &name } else { "Problem" };
            errors.add(text, "the type of the error is in quotes", help(name));
            return None;
        }
        Behind::Nothing => {
            errors.add(option, "no type behind `error`", help("Problem"));
            return None;
        }
        Behind::NoEquals { value, .. } => {
            let name = likely(&value).unwrap_or_else(|| "Problem".to_owned());
            errors.add(option, "no `=` between `error` and its type", help(&name));
            return None;
        }
    };
    match syn::parse2(tokens.clone()) {
        Ok(ty) if types::is_std_result(&ty) => {
            let inner = types::source(types::second_argument_of(&ty, "Result"));
            errors.add(tokens, "the error is a `Result`", help(&inner));
            None
        }
        Ok(Type::ImplTrait(_) | Type::Infer(_)) | Err(_) => {
            let name = likely(&tokens).unwrap_or_else(|| "Problem".to_owned());
            errors.add(tokens, "the error is not a type with a name", help(&name));
            None
        }
        Ok(ty) => match no_json(&ty) {
            Some(what) => {
                let help = "write a type that deserializes from JSON: `error = Problem`; the body as \
                            it came is in `Error::body`";
                errors.add(tokens, format!("the error is {what}"), help);
                None
            }
            None => Some(ty),
        },
    }
}

/// A type that holds whatever comes, so that nothing is read of it: `String`, `Vec<u8>`, `()`.
fn no_json(ty: &Type) -> Option<&'static str> {
    let (_, ty) = types::referent(ty);
    if types::scalar_name(ty).is_some_and(|name| name == "str" || name == "String") {
        return Some("a text, which is no JSON");
    }
    let is_byte = |ty: &Type| types::std_name(ty).is_some_and(|name| name == "u8");
    let is_bytes = match types::bare(ty) {
        Type::Slice(slice) => is_byte(&slice.elem),
        Type::Array(array) => is_byte(&array.elem),
        Type::Tuple(tuple) if tuple.elems.is_empty() => return Some("`()`, which says nothing"),
        ty => {
            types::std_argument_of(ty, "Vec").is_some_and(is_byte)
                || types::std_name(ty).is_some_and(|name| name == "Bytes" || name == "ByteStream")
        }
    };
    is_bytes.then_some("bytes, which are no JSON")
}

/// `Problem` in `404 = Problem`, or in `Problem | Other`.
fn likely(tokens: &TokenStream) -> Option<String> {
    let named = |tokens: &TokenStream| {
        let ty = syn::parse2::<Type>(tokens.clone()).ok()?;
        let is_named = types::last_name(&ty).is_some() && no_json(&ty).is_none();
        is_named.then(|| spelled(tokens))
    };
    if let Some(name) = named(tokens) {
        return Some(name);
    }
    let mut part = TokenStream::new();
    for token in tokens.clone() {
        if matches!(&token, proc_macro2::TokenTree::Punct(sign) if "=|,;".contains(sign.as_char()))
        {
            if let Some(name) = named(&part) {
                return Some(name);
            }
            part = TokenStream::new();
        } else {
            part.extend([token]);
        }
    }
    named(&part)
}
