//! `#[query("type")]`: where an argument or a field goes.

use std::fmt;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Attribute, Lit, LitStr, Meta};

use super::list::split;
use crate::errors::Errors;
use crate::suggest::nearest;

/// The word of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Path,
    Query,
    Header,
    Body,
    /// `body(raw)`: one of the spellings of `body`.
    Raw,
    Form,
    Part,
    Params,
}

impl Word {
    /// The words that are written alone.
    pub(crate) const ALL: [Word; 7] =
        [Word::Path, Word::Query, Word::Header, Word::Body, Word::Form, Word::Part, Word::Params];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Word::Path => "path",
            Word::Query => "query",
            Word::Header => "header",
            Word::Body => "body",
            Word::Raw => "body(raw)",
            Word::Form => "form",
            Word::Part => "part",
            Word::Params => "params",
        }
    }

    /// Whether what it sends has a name on the wire.
    fn is_named(self) -> bool {
        !matches!(self, Word::Body | Word::Raw | Word::Form | Word::Params)
    }

    /// Whether it may be absent, so that a default makes sense.
    fn has_default(self) -> bool {
        matches!(self, Word::Query | Word::Header)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A role as written.
pub(crate) struct Role {
    pub(crate) word: Word,
    pub(crate) name: Name,
    pub(crate) default: Option<Literal>,
    pub(crate) attr: Attribute,
}

/// `100` in `default = 100`.
#[derive(Clone)]
pub(crate) struct Literal {
    pub(crate) kind: Kind,
    /// As it is sent.
    pub(crate) text: String,
    pub(crate) tokens: TokenStream,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Char,
    Bool,
    Integer,
    Float,
}

/// The wire name in a role.
pub(crate) enum Name {
    /// None is given: it follows from the argument's or the field's.
    Implied,
    Given(LitStr),
    /// Something is there, and has been reported.
    Broken,
}

/// The role that an attribute stands for, if its path is one of the words.
pub(crate) fn parse(attr: &Attribute, errors: &mut Errors) -> Option<Role> {
    let path = attr.path();
    let last = path.segments.last()?;
    let word = Word::ALL.into_iter().find(|word| last.ident == word.as_str())?;
    if path.segments.len() > 1 {
        let written = path.segments.iter().map(|segment| segment.ident.to_string());
        let written = written.collect::<Vec<_>>().join("::");
        let help = format!("a role has no path: write `#[{word}]`");
        errors.add(path, format!("`{written}` is not a role"), help);
    }
    let attr = attr.clone();
    let list = match &attr.meta {
        Meta::Path(_) => return Some(Role { word, name: Name::Implied, default: None, attr }),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            equals(&attr, word, errors);
            return Some(Role { word, name: Name::Broken, default: None, attr });
        }
    };
    if word == Word::Body && syn::parse2::<Ident>(list.clone()).is_ok_and(|ident| ident == "raw") {
        return Some(Role { word: Word::Raw, name: Name::Implied, default: None, attr });
    }
    if !word.is_named() {
        nameless(&attr, word, &list, errors);
        return Some(Role { word, name: Name::Broken, default: None, attr });
    }
    let (name, default) = name_and_default(&attr, word, list, errors);
    Some(Role { word, name, default, attr })
}

/// Whether a role stands among the attributes that a `cfg_attr` would put there.
pub(crate) fn is_in(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    split(list.tokens.clone()).into_iter().skip(1).any(|attr| match attr.into_iter().next() {
        Some(TokenTree::Ident(ident)) => Word::ALL.iter().any(|word| ident == word.as_str()),
        _ => false,
    })
}

/// The word of an attribute that is one plain word, and none that Rust has for arguments.
pub(crate) fn unknown_word(attr: &Attribute) -> Option<&Ident> {
    const RUST: [&str; 8] = ["allow", "cfg", "cfg_attr", "deny", "doc", "expect", "forbid", "warn"];
    let ident = attr.path().get_ident()?;
    let known = Word::ALL.iter().any(|word| ident == word.as_str());
    (!known && !RUST.iter().any(|word| ident == word)).then_some(ident)
}

/// `#[query = "type"]`.
fn equals(attr: &Attribute, word: Word, errors: &mut Errors) {
    let Meta::NameValue(pair) = &attr.meta else { return };
    let value = &pair.value;
    let value = syn::parse2::<LitStr>(quote::quote!(#value));
    let value = value.map_or("name".to_owned(), |value| value.value());
    let help = match word {
        Word::Body if is_raw(&value) => "write `#[body(raw)]`".to_owned(),
        _ if word.is_named() => format!("write `#[{word}(\"{value}\")]`"),
        _ => format!("write `#[{word}]`"),
    };
    errors.add(&attr.meta, format!("`=` in the role `{word}`"), help);
}

/// Something in the parentheses of a role that has none.
fn nameless(attr: &Attribute, word: Word, list: &TokenStream, errors: &mut Errors) {
    if list.is_empty() {
        errors.add(attr, format!("nothing in `#[{word}()]`"), format!("write `#[{word}]`"));
        return;
    }
    let mut words = list.clone().into_iter().map(|token| token.to_string());
    if word == Word::Body && words.any(|word| is_raw(word.trim_matches('"'))) {
        errors.add(
            list,
            format!("`{list}` in the role `body`"),
            "write `#[body(raw)]` to send the value as it is, or `#[body]` to send it as JSON",
        );
        return;
    }
    if value_of_default(list).is_some() {
        let help = format!("write `#[{word}]`: `None` of an `Option` is not sent");
        errors.add(list, format!("a default of the role `{word}`"), help);
        return;
    }
    errors.add(
        list,
        format!("a name in the role `{word}`, which has none"),
        match word {
            Word::Body => "write `#[body]`: the value is the whole body",
            Word::Form => "write `#[form]`: the fields of the value have the names",
            _ => "write `#[params]`: the fields of the struct have the names",
        },
    );
}

/// Words for a body that goes out as it is.
pub(crate) fn is_raw(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "raw" | "bytes" | "binary" | "text" | "stream" | "octets" | "bin" | "ra" | "row"
    )
}

fn name_and_default(
    attr: &Attribute,
    word: Word,
    list: TokenStream,
    errors: &mut Errors,
) -> (Name, Option<Literal>) {
    let pieces = split(list);
    if pieces.is_empty() {
        errors.add(attr, format!("no name in `#[{word}()]`"), plain_help(word));
        return (Name::Broken, None);
    }
    let (mut name, mut literal) = (None, None);
    for piece in pieces {
        if let Some(value) = value_of_default(&piece) {
            let found = default(&piece, value, word, literal.is_some(), errors);
            literal = literal.or(found);
            continue;
        }
        let new = self::name(&piece, word, errors);
        if name.is_some() {
            let help = "a parameter has one name: take one out";
            errors.add(&piece, format!("a second name in the role `{word}`"), help);
            continue;
        }
        name = Some(new);
    }
    (name.unwrap_or(Name::Implied), literal)
}

fn name(piece: &TokenStream, word: Word, errors: &mut Errors) -> Name {
    match syn::parse2::<LitStr>(piece.clone()) {
        Ok(name) if name.value().is_empty() => {
            errors.add(&name, format!("an empty name in the role `{word}`"), plain_help(word));
            Name::Broken
        }
        Ok(name) => Name::Given(name),
        Err(_) => {
            errors.add(
                piece,
                format!("the name in the role `{word}` is not a string literal"),
                format!("write `#[{word}(\"{}\")]`", likely_name(piece.clone())),
            );
            Name::Broken
        }
    }
}

/// What stands behind `default`, or behind what was most likely meant to be that.
fn value_of_default(piece: &TokenStream) -> Option<(Ident, TokenStream)> {
    let mut tokens = piece.clone().into_iter();
    let Some(TokenTree::Ident(ident)) = tokens.next() else { return None };
    nearest(&ident.to_string(), ["default"])?;
    Some((ident, tokens.collect()))
}

fn default(
    piece: &TokenStream,
    (ident, rest): (Ident, TokenStream),
    word: Word,
    again: bool,
    errors: &mut Errors,
) -> Option<Literal> {
    let example = format!("write `#[{word}(default = 100)]`");
    let mut tokens = rest.into_iter();
    let equals = tokens.next();
    let value: TokenStream = tokens.collect();
    if !word.has_default() {
        let (cause, help) = match word {
            Word::Path => (
                "a default of a path value",
                "take it out: a segment of the path is always there, so its argument is always given",
            ),
            _ => ("a default of a part", "take it out: `None` of an `Option` is not sent"),
        };
        errors.add(piece, cause, help);
    } else if ident != "default" {
        let help = format!("did you mean `default = {value}`?");
        errors.add(&ident, format!("`{ident}` is not an option of the role `{word}`"), help);
    } else if again {
        errors.add(piece, "`default` stands twice", "keep one of them");
    } else if !matches!(&equals, Some(TokenTree::Punct(punct)) if punct.as_char() == '=')
        || value.is_empty()
    {
        errors.add(piece, "no value behind `default`", example);
    } else if let Some(literal) = literal(&value) {
        return Some(literal);
    } else {
        let help = format!("{example}: it is a text, a number, `true` or `false`");
        errors.add(&value, format!("the default `{value}` is not a literal"), help);
    }
    None
}

/// A text, a number or a boolean as it is sent.
fn literal(tokens: &TokenStream) -> Option<Literal> {
    let of = |kind, text: String| Some(Literal { kind, text, tokens: tokens.clone() });
    let mut rest = tokens.clone().into_iter().peekable();
    let minus = match rest.peek() {
        Some(TokenTree::Punct(minus)) if minus.as_char() == '-' => "-",
        _ => "",
    };
    if !minus.is_empty() {
        rest.next();
    }
    match syn::parse2(rest.collect()).ok()? {
        Lit::Int(number) => of(Kind::Integer, format!("{minus}{}", number.base10_digits())),
        Lit::Float(number) => of(Kind::Float, format!("{minus}{}", number.base10_digits())),
        Lit::Str(text) if minus.is_empty() => of(Kind::Text, text.value()),
        Lit::Char(char) if minus.is_empty() => of(Kind::Char, char.value().to_string()),
        Lit::Bool(value) if minus.is_empty() => of(Kind::Bool, value.value.to_string()),
        _ => None,
    }
}

fn plain_help(word: Word) -> String {
    format!("write `#[{word}(\"name\")]`, or `#[{word}]` to take the argument's or field's name")
}

/// `name = "type"` and `type` -> `type`: what the author most likely means.
fn likely_name(tokens: TokenStream) -> String {
    let literal = tokens
        .clone()
        .into_iter()
        .find_map(|token| syn::parse2::<LitStr>(token.into()).ok().map(|literal| literal.value()));
    let word = || {
        let words: String = tokens
            .into_iter()
            .map_while(|token| match token {
                TokenTree::Ident(ident) => Some(ident.to_string()),
                // `X-Trace`
                TokenTree::Punct(dash) if dash.as_char() == '-' => Some("-".to_owned()),
                _ => None,
            })
            .collect();
        (!words.is_empty()).then_some(words)
    };
    literal.or_else(word).unwrap_or_else(|| "name".to_owned())
}
