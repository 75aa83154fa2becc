//! What stands in the parentheses of a role that has a name: `#[query("type", default = 5)]`.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::{Attribute, Lit, LitStr, Type};

use super::default::{self, Place, meant, shown};
use super::{Literal, Name, Word};
use crate::check::types;
use crate::errors::Errors;
use crate::syntax::list::split;
use crate::syntax::literal;

/// One element of the list, as its author most likely means it.
enum Piece {
    /// `"type"`.
    Name(LitStr),
    /// Not a name, but it says one: `type`, `name = "type"`.
    Meant(String),
    /// `"type" = "asc"`, `"type": "asc"`.
    Pair(String, TokenStream),
    /// `"type" default = "asc"`, with what follows the name.
    Unparted(String, TokenStream),
    /// `default`, and what stands behind it.
    Default(Ident, TokenStream),
    /// A word that may be an option somewhere else: `required = true`.
    Option(Ident),
    /// `5`.
    Value,
    /// A constant, a macro.
    Other,
}

impl Piece {
    fn name(&self) -> Option<String> {
        match self {
            Piece::Name(name) => Some(name.value()),
            Piece::Meant(name) | Piece::Pair(name, _) | Piece::Unparted(name, _) => {
                Some(name.clone())
            }
            Piece::Default(..) | Piece::Option(_) | Piece::Value | Piece::Other => None,
        }
    }
}

/// Reads the list. Whatever is wrong around the name is one mistake; a default may have its own.
pub(super) fn read(
    attr: &Attribute,
    word: Word,
    list: TokenStream,
    ty: Option<&Type>,
    errors: &mut Errors,
) -> (Name, Option<Literal>) {
    let pieces: Vec<(TokenStream, Piece)> = split(list)
        .into_iter()
        .map(|tokens| {
            let piece = piece(&tokens, word);
            (tokens, piece)
        })
        .collect();
    if pieces.is_empty() {
        errors.add(attr, format!("no name in `#[{word}()]`"), plain_help(word));
        return (Name::Broken, None);
    }
    let place = Place { word, name: pieces.iter().find_map(|(_, piece)| piece.name()), ty };
    let name = name(&pieces, &place, errors);
    let mut found = None;
    for (tokens, piece) in pieces {
        if let Piece::Default(ident, rest) = piece {
            let new = default::read(&tokens, (ident, rest), &place, found.is_some(), errors);
            found = found.or(new);
        }
    }
    (name, found)
}

fn name(pieces: &[(TokenStream, Piece)], place: &Place<'_>, errors: &mut Errors) -> Name {
    let word = place.word;
    let options: Vec<&Ident> = pieces
        .iter()
        .filter_map(|(_, piece)| match piece {
            Piece::Option(ident) => Some(ident),
            _ => None,
        })
        .collect();
    if !options.is_empty() {
        not_options(&options, place, errors);
        return Name::Broken;
    }
    let mut names = pieces.iter().filter(|(_, piece)| !matches!(piece, Piece::Default(..)));
    let Some((first, piece)) = names.next() else { return Name::Implied };
    let written = place.name.clone().unwrap_or_else(|| "name".to_owned());
    if let Some((second, piece)) = names.next() {
        second_piece(second, piece, place, errors);
        return Name::Broken;
    }
    let not_a_literal = format!("the name in the role `{word}` is not a string literal");
    let (cause, help) = match piece {
        Piece::Name(name) => return literal_name(name, word, errors),
        Piece::Meant(_) => (not_a_literal, format!("write `#[{word}(\"{written}\")]`")),
        Piece::Pair(_, value) => {
            let cause = format!("a value behind the name in the role `{word}`");
            let is_text = literal::text(value.clone()).is_some();
            let help = match (word, meant(value)) {
                (Word::Header | Word::Query, Some(value)) if is_text => format!(
                    "write `#[{word}(\"{written}\")]`; what every request carries stands beside \
                     the verb: `{word}(\"{written}\" = {value})`"
                ),
                (Word::Header | Word::Query, Some(value)) => {
                    format!("write `#[{word}(\"{written}\", default = {value})]`")
                }
                _ => format!("write `#[{word}(\"{written}\")]`"),
            };
            (cause, help)
        }
        Piece::Unparted(_, rest) => {
            let help = match default::in_piece(rest) {
                Some(_) => format!("write `#[{word}(\"{written}\", {})]`", types::source(rest)),
                None => format!("write `#[{word}(\"{written}\")]`"),
            };
            ("no comma behind the name".to_owned(), help)
        }
        Piece::Value if word.has_default() => {
            let value = meant(first).unwrap_or_default();
            let cause = format!("`{}` in the role `{word}`", shown(first));
            (cause, format!("write `#[{word}(default = {value})]`, or the name in quotes"))
        }
        _ => (not_a_literal, plain_help(word)),
    };
    errors.add(first, cause, help);
    Name::Broken
}

fn second_piece(tokens: &TokenStream, piece: &Piece, place: &Place<'_>, errors: &mut Errors) {
    let word = place.word;
    let name = place.name.as_deref().unwrap_or("name");
    let value = meant(tokens);
    let (cause, help) = match (piece, value) {
        (Piece::Value, Some(value)) if word.has_default() => (
            format!("`{value}` in the role `{word}`"),
            format!("write `#[{word}(\"{name}\", default = {value})]`"),
        ),
        (Piece::Name(text), _) if word == Word::Part && text.value().contains('/') => (
            format!("a second name in the role `{word}`"),
            format!("write `#[{word}(\"{name}\")]`{GIVE_A_PART}"),
        ),
        _ => (
            format!("a second name in the role `{word}`"),
            format!("a parameter has one name: write `#[{word}(\"{name}\")]`"),
        ),
    };
    errors.add(tokens, cause, help);
}

/// The name may have no suffix, and nothing in it that parts it from other names where it is sent.
/// What else a header may not be called depends on the body, and a placeholder on the template.
fn literal_name(name: &LitStr, word: Word, errors: &mut Errors) -> Name {
    let text = name.value();
    let what = match word {
        Word::Query => "query parameter",
        _ => "part",
    };
    let (cause, help) = if text.is_empty() {
        (format!("an empty name in the role `{word}`"), plain_help(word))
    } else if !name.suffix().is_empty() {
        let cause = format!("the suffix `{}` of the name `{text}`", name.suffix());
        (cause, format!("write `#[{word}(\"{text}\")]`"))
    } else if let Some(plain) = without_separators(&text, word) {
        let cause = format!("`{}` is not the name of a {what}", text.escape_debug());
        (cause, format!("write `#[{word}(\"{plain}\")]`"))
    } else {
        return match Lit::new(name.token()) {
            Lit::Str(name) => Name::Given(name),
            _ => Name::Broken,
        };
    };
    errors.add(name, cause, help);
    Name::Broken
}

/// `limit=` -> `limit`; `None` if there is nothing to take out.
fn without_separators(name: &str, word: Word) -> Option<String> {
    let parts = |char: char| match word {
        Word::Query => {
            char.is_whitespace() || char.is_control() || matches!(char, '=' | '&' | '{' | '}')
        }
        Word::Part => char.is_control(),
        _ => false,
    };
    let is_mark = |char: char| parts(char) || (word == Word::Query && char == '?');
    let is_query_string = word == Word::Query && name.starts_with('?');
    if !is_query_string && !name.contains(parts) {
        return None;
    }
    let plain = name.trim_matches(is_mark).split(['=', '&', '{', '}']).next().unwrap_or_default();
    let plain = plain.trim_matches(is_mark).replace(parts, "_");
    Some(if plain.is_empty() { "name".to_owned() } else { plain })
}

/// Options of other libraries, all of a list as one mistake.
fn not_options(options: &[&Ident], place: &Place<'_>, errors: &mut Errors) {
    let word = place.word;
    let plain = match &place.name {
        Some(name) => format!("write `#[{word}(\"{name}\")]`"),
        None => format!("write `#[{word}]`"),
    };
    let name = place.name.as_deref().unwrap_or("name");
    let known = options.iter().find_map(|option| {
        let text = option.unraw().to_string();
        let why = match text.as_str() {
            "skip_serializing_if" | "optional" | "nullable" | "skip" => {
                "`None` of an `Option` is not sent"
            }
            "required" | "mandatory" => "an argument is required unless its type is an `Option`",
            "flatten" | "explode" | "style" | "repeat" | "multi" | "collection_format" => {
                "a list is sent once for each element, and of a struct or map each field under its \
                 own name"
            }
            "content_type" | "mime" | "mime_type" | "filename" | "file_name"
                if word == Word::Part =>
            {
                return Some(format!("{plain}{GIVE_A_PART}"));
            }
            "value" if matches!(word, Word::Header | Word::Query) => {
                return Some(format!(
                    "{plain}; what every request carries stands beside the verb: \
                     `{word}(\"{name}\" = \"…\")`"
                ));
            }
            text if is_type(text) => "the argument has its type",
            _ => return None,
        };
        Some(format!("{plain}: {why}"))
    });
    let help = known.unwrap_or_else(|| match word {
        _ if word.has_default() => format!(
            "{plain}; in the parentheses may stand a name and a default: \
             `#[{word}(\"{name}\", default = {})]`",
            default::example(place.ty)
        ),
        _ => format!("{plain}; in the parentheses may stand a name: `#[{word}(\"{name}\")]`"),
    });
    let quoted: Vec<String> = options.iter().map(|option| format!("`{option}`")).collect();
    let cause = match quoted.as_slice() {
        [one] => format!("{one} is not an option of the role `{word}`"),
        many => format!("{} are not options of the role `{word}`", many.join(" and ")),
    };
    let at: TokenStream =
        options.iter().map(|option| TokenTree::Ident((*option).clone())).collect();
    errors.add(at, cause, help);
}

const GIVE_A_PART: &str = ", and give a `Part`, which has it: \
                           `Part::bytes(…).content_type(\"text/csv\").file_name(\"x.csv\")`";

fn piece(tokens: &TokenStream, word: Word) -> Piece {
    match literal::any(tokens.clone()) {
        Some(Lit::Str(name)) => return Piece::Name(name),
        Some(Lit::ByteStr(name)) => {
            return Piece::Meant(String::from_utf8_lossy(&name.value()).into_owned());
        }
        _ => {}
    }
    if let Some((ident, rest)) = default::in_piece(tokens) {
        return Piece::Default(ident, rest);
    }
    if meant(tokens).is_some() {
        return Piece::Value;
    }
    let mut rest = tokens.clone().into_iter();
    match rest.next() {
        Some(TokenTree::Literal(literal)) => match Lit::new(literal) {
            Lit::Str(name) => behind_a_name(name.value(), rest.collect()),
            _ => Piece::Other,
        },
        Some(TokenTree::Ident(ident)) => behind_a_word(ident, rest.collect(), tokens, word),
        _ => Piece::Other,
    }
}

/// `"type" = 5`, `"type" default = 5`, `"type"; default = 5`.
fn behind_a_name(name: String, rest: TokenStream) -> Piece {
    let mut tokens = rest.clone().into_iter();
    match tokens.next() {
        Some(TokenTree::Punct(sign)) if matches!(sign.as_char(), '=' | ':') => {
            let value = tokens.skip_while(
                |token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '>'),
            );
            Piece::Pair(name, value.collect())
        }
        Some(TokenTree::Punct(_)) => Piece::Unparted(name, tokens.collect()),
        _ => Piece::Unparted(name, rest),
    }
}

/// `type`, `X-Trace`, `name = "type"`, `http::header::ACCEPT`, `required`.
fn behind_a_word(ident: Ident, rest: TokenStream, tokens: &TokenStream, word: Word) -> Piece {
    let text = ident.unraw().to_string();
    let behind: Vec<TokenTree> = rest.clone().into_iter().collect();
    let is_naming = matches!(text.as_str(), "name" | "rename" | "key" | "alias");
    match behind.as_slice() {
        [] if is_option(&text) => Piece::Option(ident),
        [] => Piece::Meant(as_name(&text, word)),
        [TokenTree::Punct(dash), ..] if dash.as_char() == '-' => match dashed(tokens) {
            Some(name) => Piece::Meant(name),
            None => Piece::Other,
        },
        [TokenTree::Punct(first), TokenTree::Punct(second), ..]
            if first.as_char() == ':' && second.as_char() == ':' =>
        {
            match behind.last() {
                Some(TokenTree::Ident(last)) if word == Word::Header => {
                    Piece::Meant(as_name(&last.to_string(), word))
                }
                _ => Piece::Other,
            }
        }
        [TokenTree::Punct(bang), ..] if bang.as_char() == '!' => Piece::Other,
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis && is_naming => {
            likely_name(group.stream()).map_or(Piece::Other, Piece::Meant)
        }
        [TokenTree::Punct(_), ..] if is_naming => {
            likely_name(rest).map_or(Piece::Other, Piece::Meant)
        }
        _ => Piece::Option(ident),
    }
}

/// `IF_MATCH` names the header `if-match`.
fn as_name(word: &str, role: Word) -> String {
    match role {
        Word::Header => word.to_lowercase().replace("_", "-"),
        _ => word.to_owned(),
    }
}

/// `X-Trace`, written without quotes.
fn dashed(tokens: &TokenStream) -> Option<String> {
    tokens
        .clone()
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(ident) => Some(ident.to_string()),
            TokenTree::Literal(number) => Some(number.to_string()),
            TokenTree::Punct(dash) if dash.as_char() == '-' => Some("-".to_owned()),
            _ => None,
        })
        .collect()
}

/// Words that other libraries put there, alone, and that are hardly the name of a parameter.
fn is_option(word: &str) -> bool {
    const WORDS: [&str; 8] = [
        "optional",
        "nullable",
        "required",
        "mandatory",
        "flatten",
        "explode",
        "skip_serializing_if",
        "rename",
    ];
    WORDS.contains(&word) || is_type(word)
}

fn is_type(word: &str) -> bool {
    syn::parse_str(word).is_ok_and(|ty: Type| types::is_plainly_scalar(&ty))
}

fn plain_help(word: Word) -> String {
    format!("write `#[{word}(\"name\")]`, or `#[{word}]` to take the argument's or field's name")
}

/// The first text, or the word before anything else: `name = "type"` and `type` -> `type`.
pub(super) fn likely_name(tokens: TokenStream) -> Option<String> {
    let literal = tokens
        .clone()
        .into_iter()
        .find_map(|token| literal::text(token.into()).map(|literal| literal.value()));
    let word = || match tokens.into_iter().next() {
        Some(TokenTree::Ident(ident)) => Some(ident.unraw().to_string()),
        _ => None,
    };
    literal.or_else(word)
}
