//! Whether a type can go where its role says, as far as its tokens tell: a list is no header, and a
//! scalar no form. What they don't tell is a typed error before anything is sent.

use syn::Type;

use super::types;
use crate::errors::Errors;
use crate::syntax::role::Word;

/// What a type is by its name.
enum Shape<'a> {
    Scalar,
    /// `()`.
    Unit,
    Optional(&'a Type),
    List(&'a Type),
    Tuple(Vec<&'a Type>),
    /// With its values.
    Map(&'a Type),
    Unknown,
}

/// One rule for each role that has one.
pub(crate) fn fits(name: &str, ty: &Type, word: Word, errors: &mut Errors) {
    let refused = match word {
        Word::Path => path(name, ty),
        Word::Query => query(name, ty),
        Word::Header => header(name, ty),
        Word::Form => form(name, ty),
        Word::Body | Word::Raw | Word::Part | Word::Params => None,
    };
    if let Some((cause, help)) = refused {
        errors.add(ty, cause, help);
    }
}

/// A segment is one value that is always there: `id: &str`, not `id: Option<&str>` or `ids: &[u32]`.
fn path(name: &str, ty: &Type) -> Option<(String, String)> {
    let one = format!("write `{name}: {}`", one_of(ty));
    let what = match shape(ty) {
        Shape::Scalar | Shape::Unknown => return None,
        Shape::Optional(inner) => {
            let inner = types::source(inner);
            return Some((
                format!("`{name}` can be absent, a segment of the path can't"),
                format!("write `{name}: {inner}`"),
            ));
        }
        Shape::Unit => "`()`",
        Shape::List(_) => "a list",
        Shape::Tuple(_) => "several values",
        Shape::Map(_) => "a map",
    };
    Some((format!("`{name}` is {what}, a segment of the path is one value"), one))
}

/// A header is one value, or none: `etag: Option<&str>`, not `etags: Vec<String>`.
fn header(name: &str, ty: &Type) -> Option<(String, String)> {
    let what = match shape(ty) {
        Shape::Scalar | Shape::Unknown => return None,
        Shape::Optional(inner) => return header(name, inner),
        Shape::Unit => "`()`",
        Shape::List(_) => "a list",
        Shape::Tuple(_) => "several values",
        Shape::Map(_) => "a map",
    };
    Some((
        format!("`{name}` is {what}, a header is one value"),
        format!("write `{name}: &str`: a header with several values has them in one text"),
    ))
}

/// A query has names and values: a list is one level deep, and so is a map.
fn query(name: &str, ty: &Type) -> Option<(String, String)> {
    match shape(ty) {
        Shape::Scalar | Shape::Unknown => None,
        Shape::Optional(inner) => query(name, inner),
        Shape::Unit => Some((
            format!("`{name}` is `()`, a query parameter is a value"),
            format!("write `{name}: &str`, or `{name}: Option<&str>` if it can be absent"),
        )),
        Shape::List(element) => element_of_query(name, element),
        Shape::Tuple(elements) => {
            elements.into_iter().find_map(|element| element_of_query(name, element))
        }
        Shape::Map(value) => match shape(value) {
            Shape::Map(_) => Some((
                format!("`{name}` is a map of maps, which a query can't say"),
                "give each of the inner maps its own argument, or send it all as the body"
                    .to_owned(),
            )),
            _ => query(name, value),
        },
    }
}

fn element_of_query(name: &str, element: &Type) -> Option<(String, String)> {
    let what = match shape(element) {
        Shape::Scalar | Shape::Unknown => return None,
        Shape::Optional(inner) => {
            return Some((
                format!("an element of `{name}` can be absent, which a query can't say"),
                format!("write `{name}: &[{}]`", types::source(inner)),
            ));
        }
        Shape::Unit => "`()`",
        Shape::List(_) => "a list",
        Shape::Tuple(_) => "several values",
        Shape::Map(_) => "a map",
    };
    Some((
        format!("an element of `{name}` is {what}, which a query can't say"),
        format!("write `{name}: &[{}]`: each element is sent as one value", one_of(element)),
    ))
}

/// A form has names: a struct, a map, or a list of pairs.
fn form(name: &str, ty: &Type) -> Option<(String, String)> {
    let help = "write a struct or a map: its fields have the names";
    match shape(ty) {
        Shape::Optional(inner) => form(name, inner),
        Shape::Scalar => Some((
            format!("`{name}` is one value, a form has names with values"),
            format!("{help}; a text that is encoded already goes out with `#[body(raw)]`"),
        )),
        Shape::Unit => Some((format!("`{name}` is `()`, a form has names"), help.to_owned())),
        Shape::List(element) if !matches!(shape(element), Shape::Tuple(_) | Shape::Unknown) => {
            Some((format!("`{name}` is a list, a form has names with values"), help.to_owned()))
        }
        Shape::List(_) | Shape::Tuple(_) | Shape::Map(_) | Shape::Unknown => None,
    }
}

fn shape(ty: &Type) -> Shape<'_> {
    let (_, ty) = types::referent(ty);
    let bare = types::bare(ty);
    if types::scalar_name(bare).is_some() {
        return Shape::Scalar;
    }
    if let Some(inner) = types::argument_of(bare, "Option") {
        return Shape::Optional(inner);
    }
    if let Some(value) = MAPS.iter().find_map(|map| types::second_argument_of(bare, map)) {
        return Shape::Map(value);
    }
    if let Some(element) = LISTS.iter().find_map(|list| types::argument_of(bare, list)) {
        return Shape::List(element);
    }
    if let Some(inner) = types::OWNERS.iter().find_map(|owner| types::argument_of(bare, owner)) {
        return shape(inner);
    }
    match bare {
        Type::Slice(slice) => Shape::List(&slice.elem),
        Type::Array(array) => Shape::List(&array.elem),
        Type::Tuple(tuple) if tuple.elems.is_empty() => Shape::Unit,
        Type::Tuple(tuple) => Shape::Tuple(tuple.elems.iter().collect()),
        Type::Reference(_) => shape(bare),
        _ => Shape::Unknown,
    }
}

/// What one value of the type is, for a help.
fn one_of(ty: &Type) -> String {
    match shape(ty) {
        Shape::List(element) if matches!(shape(element), Shape::Scalar) => {
            match types::source(element) {
                element if element == "String" => "&str".to_owned(),
                element => element,
            }
        }
        _ => "&str".to_owned(),
    }
}

const LISTS: [&str; 6] = ["Vec", "VecDeque", "LinkedList", "HashSet", "BTreeSet", "BinaryHeap"];
const MAPS: [&str; 2] = ["HashMap", "BTreeMap"];
