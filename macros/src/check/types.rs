//! What can be told of a type by its tokens. Never more than a hint: names can be aliases.

use proc_macro2::{Group, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, GenericParam, Generics, Ident, PathArguments,
    PathSegment, Type,
};

/// Without the delimiters that `macro_rules!` and parentheses leave.
pub(crate) fn bare(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        };
    }
}

/// The type behind a leading `&`, and whether there was one.
pub(crate) fn referent(ty: &Type) -> (bool, &Type) {
    match bare(ty) {
        Type::Reference(reference) => (true, &reference.elem),
        ty => (false, ty),
    }
}

/// `T` in `name<T>`, by its last segment.
pub(crate) fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    arguments_of(ty, name).first().copied()
}

/// `V` in `name<K, V>`, by its last segment.
pub(crate) fn second_argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    arguments_of(ty, name).get(1).copied()
}

/// The same of a type of the standard library, as far as the path tells: `m::Option<T>` is none.
pub(crate) fn std_argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    argument_of(ty, name).filter(|_| is_std(ty))
}

pub(crate) fn second_std_argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    second_argument_of(ty, name).filter(|_| is_std(ty))
}

/// Whether the path is one word, or leads into a crate that everybody knows.
fn is_std(ty: &Type) -> bool {
    let Type::Path(path) = bare(ty) else { return false };
    let mut segments = path.path.segments.iter();
    let first = segments.next().map(|segment| &segment.ident);
    segments.next().is_none()
        || first.is_some_and(|first| {
            ["std", "core", "alloc", "bytes"].iter().any(|known| first == known)
        })
}

/// What a path of several segments begins with.
pub(crate) fn crate_of(ty: &Type) -> Option<String> {
    let Type::Path(path) = bare(ty) else { return None };
    let is_qualified = path.qself.is_none() && path.path.segments.len() > 1;
    path.path.segments.first().filter(|_| is_qualified).map(|first| first.ident.to_string())
}

/// The last name of a path into the standard library.
pub(crate) fn std_name(ty: &Type) -> Option<&Ident> {
    last_name(ty).filter(|_| is_std(ty))
}

fn arguments_of<'a>(ty: &'a Type, name: &str) -> Vec<&'a Type> {
    match last_name(ty) {
        Some(last) if last == name => arguments(ty),
        _ => Vec::new(),
    }
}

/// `K` and `V` in `name<K, V>`, whatever its name.
pub(crate) fn arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = bare(ty) else { return Vec::new() };
    match path.path.segments.last().map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => {
            let types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            types.collect()
        }
        _ => Vec::new(),
    }
}

/// Whether it is `Result<T, E>`; one with fewer arguments may be a type of the author's.
pub(crate) fn is_std_result(ty: &Type) -> bool {
    second_argument_of(ty, "Result").is_some()
}

/// What holds one value of another type, and serializes as that.
pub(crate) const OWNERS: [&str; 4] = ["Cow", "Box", "Arc", "Rc"];

/// The name of the last segment of a path type.
pub(crate) fn last_name(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = bare(ty) else { return None };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// The type's name, if it is one word and nothing else.
pub(crate) fn word(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = bare(ty) else { return None };
    if path.qself.is_some() { None } else { path.path.get_ident() }
}

/// Whether the type is one value by its very name.
pub(crate) fn is_plainly_scalar(ty: &Type) -> bool {
    scalar_name(ty).is_some()
}

/// The name of the scalar that the type is, behind references and what only owns it.
pub(crate) fn scalar_name(ty: &Type) -> Option<&Ident> {
    const SCALARS: [&str; 18] = [
        "str", "String", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16",
        "i32", "i64", "i128", "isize", "f32", "f64",
    ];
    let (_, ty) = referent(ty);
    for owner in OWNERS {
        if let Some(inner) = std_argument_of(ty, owner) {
            return scalar_name(inner);
        }
    }
    match std_name(ty) {
        Some(name) => SCALARS.iter().any(|scalar| name == scalar).then_some(name),
        None => matches!(bare(ty), Type::Reference(_)).then(|| scalar_name(bare(ty))).flatten(),
    }
}

/// Whether `impl Trait` stands anywhere in the type, so that it can't be named.
pub(crate) fn has_impl(ty: impl ToTokens) -> bool {
    names(ty.to_token_stream()).iter().any(|name| name == "impl")
}

/// Each `_` in the type.
pub(crate) fn inferred(ty: &Type) -> Vec<Ident> {
    names(ty.to_token_stream()).into_iter().filter(|name| name == "_").collect()
}

/// The type that owns what this one borrows: `String` for `&str`, `Vec<T>` for `&[T]`.
pub(crate) fn owned(ty: &Type) -> String {
    let list = |element: &Type| match scalar_name(element) {
        Some(name) if name == "u8" => "Vec<u8>".to_owned(),
        _ => format!("Vec<{}>", owned(element)),
    };
    match bare(ty) {
        Type::Reference(reference) => owned(&reference.elem),
        Type::Slice(slice) => list(&slice.elem),
        plain if std_name(plain).is_some_and(|name| name == "str") => "String".to_owned(),
        plain => match OWNERS.iter().find_map(|owner| std_argument_of(plain, owner)) {
            Some(inner) => owned(inner),
            None => source(plain),
        },
    }
}

/// Whether the type is bytes: `&[u8]`, `Vec<u8>`, `Bytes`.
pub(crate) fn is_bytes(ty: &Type) -> bool {
    let is_byte = |ty: &Type| scalar_name(ty).is_some_and(|name| name == "u8");
    match bare(ty) {
        Type::Reference(reference) => is_bytes(&reference.elem),
        Type::Slice(slice) => is_byte(&slice.elem),
        Type::Array(array) => is_byte(&array.elem),
        plain if std_name(plain).is_some_and(|name| name == "Bytes" || name == "BytesMut") => true,
        plain if std_argument_of(plain, "Vec").is_some_and(is_byte) => true,
        plain => OWNERS.iter().filter_map(|owner| std_argument_of(plain, owner)).any(is_bytes),
    }
}

/// Whether the type names one of the type or constant parameters in `generics`.
pub(crate) fn mentions(ty: &dyn ToTokens, generics: &Generics) -> bool {
    any_name(ty, |ident| {
        generics.params.iter().any(|parameter| match parameter {
            GenericParam::Type(parameter) => parameter.ident == *ident,
            GenericParam::Const(parameter) => parameter.ident == *ident,
            GenericParam::Lifetime(_) => false,
        })
    })
}

/// Whether the type is a `Call` by that name. An alias of one is not, nor is what is none at all.
pub(crate) fn is_call(ty: &Type) -> bool {
    last_name(ty).is_some_and(|name| name == "Call")
}

/// `Call<()>` for `Call<Vec<Job>>`: the same type but for what it holds, where that shows. What an alias
/// does with its arguments nobody knows.
pub(crate) fn emptied(ty: &Type) -> TokenStream {
    let ty = bare(ty);
    let Type::Path(path) = ty else { return ty.to_token_stream() };
    let Some(PathSegment { ident, arguments: PathArguments::AngleBracketed(written) }) =
        path.path.segments.last()
    else {
        return ty.to_token_stream();
    };
    if ident != "Call" {
        return ty.to_token_stream();
    }
    // The arguments stand at the end.
    let all = path.to_token_stream().into_iter();
    let kept =
        path.to_token_stream().into_iter().count() - written.to_token_stream().into_iter().count();
    let before: TokenStream = all.take(kept).collect();
    let AngleBracketedGenericArguments { colon2_token, lt_token, args, gt_token } = written;
    let args = args.iter().map(|argument| match argument {
        GenericArgument::Type(_) => quote!(()),
        other => other.to_token_stream(),
    });
    quote!(#before #colon2_token #lt_token #(#args),* #gt_token)
}

/// Whether the type names something that a constant item can't: a generic of the method, `Self`,
/// or what looks like a generic of the trait, which the macro doesn't see (`T`, `Rq`, `SIZE`).
pub(crate) fn may_be_generic(ty: &dyn ToTokens, method: &Generics) -> bool {
    let looks_generic = |ident: &Ident| {
        let name = ident.unraw().to_string();
        let upper =
            name.chars().all(|char| char.is_uppercase() || char.is_numeric() || char == '_');
        let short = name.chars().count() <= 2 && name.starts_with(char::is_uppercase);
        name == "Self" || short || upper
    };
    mentions(ty, method) || any_name(ty, looks_generic)
}

fn any_name(ty: &dyn ToTokens, test: impl Fn(&Ident) -> bool) -> bool {
    names(ty.to_token_stream()).iter().any(test)
}

/// The words that stand alone, or first in a path. What only gives something a name is none of them: the `Item`
/// of `Iterator<Item = u8>`, the `id` of `fn(id: u8)`, a lifetime. What a macro makes of its tokens nobody knows.
fn names(tokens: TokenStream) -> Vec<Ident> {
    let mut names = Vec::new();
    let (mut before, mut last) = (' ', ' ');
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_of_macro = last == '!';
        let is_led = last == '\'' || (before == ':' && last == ':');
        (before, last) = (last, punct(&token));
        match token {
            TokenTree::Group(_) if is_of_macro => {}
            TokenTree::Group(group) => names.extend(self::names(group.stream())),
            TokenTree::Ident(name) if !is_led => {
                let gives_name = match tokens.peek() {
                    Some(TokenTree::Punct(next)) => {
                        matches!(next.as_char(), ':' | '=') && next.spacing() == Spacing::Alone
                    }
                    _ => false,
                };
                if !gives_name {
                    names.push(name);
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    names
}

fn punct(token: &TokenTree) -> char {
    if let TokenTree::Punct(punct) = token { punct.as_char() } else { ' ' }
}

/// The type with this name for each lifetime, to name it where the method's can't be.
pub(crate) fn with_lifetimes(ty: &dyn ToTokens, name: &str) -> TokenStream {
    let tokens = ty.to_token_stream();
    let mut own = Vec::new();
    lifetimes_of_its_own(tokens.clone(), &mut own);
    renamed(tokens, name, &own)
}

/// Those of `for<'a> fn(&'a str)`.
fn lifetimes_of_its_own(tokens: TokenStream, own: &mut Vec<Ident>) {
    let (mut declares, mut last) = (false, ' ');
    for token in tokens {
        let is_lifetime = last == '\'';
        last = punct(&token);
        match token {
            TokenTree::Group(group) => lifetimes_of_its_own(group.stream(), own),
            TokenTree::Ident(name) if is_lifetime && declares => own.push(name),
            TokenTree::Ident(name) => declares |= name == "for",
            TokenTree::Punct(_) => declares &= last != '>',
            TokenTree::Literal(_) => {}
        }
    }
}

fn renamed(tokens: TokenStream, to: &str, own: &[Ident]) -> TokenStream {
    let mut last = ' ';
    tokens
        .into_iter()
        .map(|token| {
            let is_lifetime = last == '\'';
            last = punct(&token);
            match token {
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), renamed(group.stream(), to, own));
                    inner.set_span(group.span());
                    inner.into()
                }
                TokenTree::Ident(name) if is_lifetime && !own.contains(&name) => {
                    Ident::new(to, name.span()).into()
                }
                token => token,
            }
        })
        .collect()
}

/// Tokens as a person would write them, for messages.
pub(crate) fn source(tokens: impl ToTokens) -> String {
    without_gaps(tokens.into_token_stream().to_string())
}

fn without_gaps(mut text: String) -> String {
    for (spaced, tight) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        ("[ ", "["),
        (" ]", "]"),
        (" ;", ";"),
        ("' ", "'"),
    ] {
        text = text.replace(spaced, tight);
    }
    text
}

/// Several `cfg` predicates as one; `None` if there are none.
pub(crate) fn all_of(predicates: &[TokenStream]) -> Option<TokenStream> {
    match predicates {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(quote::quote!(all(#(#many),*))),
    }
}

/// One of several `cfg` predicates.
pub(crate) fn any_of(predicates: &[TokenStream]) -> TokenStream {
    match predicates {
        [one] => one.clone(),
        many => quote::quote!(any(#(#many),*)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(ty: &str) -> Type {
        syn::parse_str(ty).unwrap()
    }

    #[test]
    fn names_are_those_where_a_generic_can_stand() {
        for (ty, expected) in [
            ("&'a [T]", "T"),
            ("Option<m::Job>", "Option m"),
            ("<T as Api>::Job", "T as Api"),
            ("Box<dyn Iterator<Item = U> + 'static>", "Box dyn Iterator U"),
            ("Box<dyn Iterator<Item: Send>>", "Box dyn Iterator Send"),
            ("fn(id: &'a u8, _: U) -> ()", "fn u8 U"),
            ("::std::vec::Vec<[u8; N]>", "u8 N"),
            ("(_, Vec<_>)", "_ Vec _"),
            ("Option<of![_, impl T]>", "Option of"),
        ] {
            let names: Vec<String> =
                names(parsed(ty).to_token_stream()).iter().map(ToString::to_string).collect();
            assert_eq!(names.join(" "), expected, "{ty}");
        }
    }

    #[test]
    fn lifetimes_are_renamed_but_for_those_of_the_type_itself() {
        for (ty, expected) in [
            ("&'a str", "&'static str"),
            ("Cow<'_, [&'b T]>", "Cow<'static, [&'static T]>"),
            (
                "Box<dyn for<'x> Fn(&'x str, &'a str) + 'a>",
                "Box<dyn for<'x> Fn(&'x str, &'static str) + 'static>",
            ),
            ("&str", "&str"),
        ] {
            let expected = parsed(expected).to_token_stream().to_string();
            assert_eq!(with_lifetimes(&parsed(ty), "static").to_string(), expected, "{ty}");
        }
    }
}
