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
    /// A `Result`.
    Fallible,
    /// Serializes as a struct of its parts, and what to write instead of it.
    Parts(&'static str),
    Unknown,
}

/// An argument or a field.
pub(crate) struct Placed<'a> {
    pub(crate) name: &'a str,
    pub(crate) ty: &'a Type,
    /// A field has no lifetime unless its struct has one.
    pub(crate) in_struct: bool,
}

/// One rule for each role that has one.
pub(crate) fn fits(placed: &Placed<'_>, word: Word, errors: &mut Errors) {
    let inferred = types::inferred(placed.ty);
    for infer in &inferred {
        let help = format!("write the type of `{}` in its place", placed.name);
        errors.add(infer, format!("`_` in the type of `{}`", placed.name), help);
    }
    if !inferred.is_empty() {
        return;
    }
    let refused = match word {
        Word::Path => placed.path(placed.ty),
        Word::Query => placed.query(placed.ty),
        Word::Header => placed.header(placed.ty),
        Word::Form => placed.form(placed.ty),
        Word::Body => placed.body(placed.ty),
        Word::Params => placed.params(placed.ty),
        Word::Raw | Word::Part => None,
    };
    if let Some((cause, help)) = refused {
        errors.add(placed.ty, cause, help);
    }
}

/// Why a type does not fit, and what to write.
type Refusal = Option<(String, String)>;

impl Placed<'_> {
    /// A segment is one value that is always there: `id: &str`, not `id: Option<&str>` or `ids: &[u32]`.
    fn path(&self, ty: &Type) -> Refusal {
        let name = self.name;
        let what = match shape(ty) {
            Shape::Scalar | Shape::Unknown => return None,
            Shape::Optional(inner) => {
                let inner = types::source(inner);
                return Some((
                    format!("`{name}` can be absent, a segment of the path can't"),
                    format!("write `{name}: {inner}`"),
                ));
            }
            Shape::Parts(instead) => return self.in_parts(ty, instead),
            shape => shape.what(),
        };
        Some((
            format!("`{name}` is {what}, a segment of the path is one value"),
            format!("write `{name}: {}`", self.one_of(ty)),
        ))
    }

    /// A header is one value, or none: `etag: Option<&str>`, not `etags: Vec<String>`.
    fn header(&self, ty: &Type) -> Refusal {
        let name = self.name;
        let what = match shape(ty) {
            Shape::Scalar | Shape::Unknown => return None,
            Shape::Optional(inner) => return self.header(inner),
            Shape::Parts(instead) => return self.in_parts(ty, instead),
            shape => shape.what(),
        };
        let text = self.text();
        Some((
            format!("`{name}` is {what}, a header is one value"),
            format!("write `{name}: {text}`: a header with several values has them in one text"),
        ))
    }

    /// A query has names and values: a list is one level deep, and so is a map.
    fn query(&self, ty: &Type) -> Refusal {
        let (name, text) = (self.name, self.text());
        match shape(ty) {
            Shape::Scalar | Shape::Unknown => None,
            Shape::Optional(inner) => self.query(inner),
            Shape::Parts(instead) => self.in_parts(ty, instead),
            shape @ (Shape::Unit | Shape::Fallible) => Some((
                format!("`{name}` is {}, a query parameter is a value", shape.what()),
                format!("write `{name}: {text}`, or `{name}: Option<{text}>` if it can be absent"),
            )),
            Shape::List(element) => self.element(element, "a query"),
            Shape::Tuple(elements) => {
                elements.into_iter().find_map(|element| self.element(element, "a query"))
            }
            Shape::Map(value) => match shape(value) {
                Shape::Map(_) => Some((
                    format!("`{name}` is a map of maps, which a query can't say"),
                    "give each of the inner maps its own argument, or send it all as the body"
                        .to_owned(),
                )),
                _ => self.query(value),
            },
        }
    }

    fn element(&self, element: &Type, place: &str) -> Refusal {
        let name = self.name;
        let list =
            |of: &str| if self.in_struct { format!("Vec<{of}>") } else { format!("&[{of}]") };
        let what = match shape(element) {
            Shape::Scalar | Shape::Unknown => return None,
            Shape::Tuple(pair) if pair.len() == 2 && place == "a query" => {
                let (reference, text) = if self.in_struct { ("", "String") } else { ("&", "&str") };
                return Some((
                    format!("an element of `{name}` is several values, which {place} can't say"),
                    format!(
                        "write `{name}: {reference}BTreeMap<{text}, {text}>` for names with their values"
                    ),
                ));
            }
            Shape::Optional(inner) => {
                return Some((
                    format!("an element of `{name}` can be absent, which {place} can't say"),
                    format!("write `{name}: {}`", list(&types::source(inner))),
                ));
            }
            Shape::Parts(instead) => return self.in_parts(element, instead),
            shape => shape.what(),
        };
        Some((
            format!("an element of `{name}` is {what}, which {place} can't say"),
            format!(
                "write `{name}: {}`: each element is sent as one value",
                list(&self.one_of(element))
            ),
        ))
    }

    /// A form has names: a struct, a map, or a list of pairs.
    fn form(&self, ty: &Type) -> Refusal {
        let name = self.name;
        let help = "write a struct or a map: its fields have the names";
        match shape(ty) {
            Shape::Optional(inner) => self.form(inner),
            Shape::Scalar => Some((
                format!("`{name}` is one value, a form has names with values"),
                format!("{help}; a text that is encoded already goes out with `#[body(raw)]`"),
            )),
            shape @ (Shape::Unit | Shape::Fallible) => {
                Some((format!("`{name}` is {}, a form has names", shape.what()), help.to_owned()))
            }
            Shape::Parts(instead) => self.in_parts(ty, instead),
            Shape::List(element) => match shape(element) {
                Shape::Unknown => None,
                Shape::Tuple(pair) => self.pair(&pair),
                _ => Some((
                    format!("`{name}` is a list, a form has names with values"),
                    help.to_owned(),
                )),
            },
            // Each element is a pair.
            Shape::Tuple(elements) => {
                elements.into_iter().find_map(|element| match shape(element) {
                    Shape::Unknown => None,
                    Shape::Tuple(pair) => self.pair(&pair),
                    _ => Some((
                        format!("`{name}` is several values, a form has names with values"),
                        format!("write `{name}: &[(&str, &str)]`"),
                    )),
                })
            }
            Shape::Map(value) => self.value_of_form(value),
            Shape::Unknown => None,
        }
    }

    fn pair(&self, pair: &[&Type]) -> Refusal {
        let [_, value] = pair else {
            return Some((
                format!("an element of `{}` is no pair of a name and a value", self.name),
                format!("write `{}: &[(&str, &str)]`", self.name),
            ));
        };
        self.value_of_form(value)
    }

    fn value_of_form(&self, value: &Type) -> Refusal {
        match shape(value) {
            Shape::List(element) => self.element(element, "a form"),
            Shape::Map(_) => Some((
                format!("a value of `{}` is a map, which a form can't say", self.name),
                "write a list of texts, or send it all as JSON with `#[body]`".to_owned(),
            )),
            Shape::Parts(instead) => self.in_parts(value, instead),
            _ => None,
        }
    }

    /// What is JSON in name only: bytes, a file's name, nothing at all.
    fn body(&self, ty: &Type) -> Refusal {
        let name = self.name;
        let (_, plain) = types::referent(ty);
        let own = own(plain);
        if types::std_name(plain).is_some_and(|bytes| bytes == "Bytes" || bytes == "BytesMut") {
            let shown = types::source(ty);
            return Some((
                format!("`{name}` is bytes, which `#[body]` would send as a JSON list of numbers"),
                format!("write `#[body(raw)] {name}: {shown}` to send them as they are{own}"),
            ));
        }
        if types::std_name(plain).is_some_and(|path| path == "Path" || path == "PathBuf") {
            return Some((
                format!(
                    "`{name}` is the name of a file, which `#[body]` would send as a JSON text"
                ),
                format!("write `#[body(raw)] {name}: Body`, and give it `Body::file(…)`{own}"),
            ));
        }
        match shape(ty) {
            Shape::Unit => Some((
                format!("`{name}` is `()`, which `#[body]` would send as `null`"),
                "take the argument out: a request without one has no body".to_owned(),
            )),
            Shape::Fallible => Some((
                format!("`{name}` is a `Result`, a body is a value"),
                format!("write `{name}: &Job` with the type of the value"),
            )),
            _ => None,
        }
    }

    /// Parameters are one struct.
    fn params(&self, ty: &Type) -> Refusal {
        let name = self.name;
        let (_, plain) = types::referent(ty);
        if let Type::TraitObject(_) = types::bare(plain) {
            return Some((
                format!("`{name}` is a `dyn Trait`, parameters are one struct"),
                format!(
                    "name the type with a generic parameter: `<P: Params>` behind the method's name, and \
                     `{name}: &P`"
                ),
            ));
        }
        let what = match shape(ty) {
            Shape::Unknown => return None,
            Shape::Optional(inner) => return self.params(inner),
            Shape::Scalar => "one value",
            shape => shape.what(),
        };
        Some((
            format!("`{name}` is {what}, parameters are a struct"),
            "write a struct with `#[derive(endpoint::Params)]`, each field with its role"
                .to_owned(),
        ))
    }

    fn in_parts(&self, ty: &Type, instead: &str) -> Refusal {
        let (name, shown) = (self.name, types::source(ty));
        let text = types::std_name(ty).map(ToString::to_string).unwrap_or_default();
        let own = own(ty);
        let value = if text == "SystemTime" { self.text() } else { "u64" };
        let whole = types::source(self.ty).replace(shown.as_str(), value);
        let instead = instead.replace("{value}", &format!("{name}: {whole}"));
        Some((
            format!("`{shown}` has no text form: it would be sent in parts"),
            format!("write {instead}{own}"),
        ))
    }

    /// A text, for a help.
    fn text(&self) -> &'static str {
        if self.in_struct { "String" } else { "&str" }
    }

    /// What one value of the type is, for a help.
    fn one_of(&self, ty: &Type) -> String {
        match shape(ty) {
            Shape::List(element) if matches!(shape(element), Shape::Scalar) => {
                match types::source(element) {
                    element if element == "String" => self.text().to_owned(),
                    element => element,
                }
            }
            _ => self.text().to_owned(),
        }
    }
}

/// What to do where the type only has the name of one that everybody knows.
fn own(ty: &Type) -> String {
    let path = |word| format!("; one of your own by its path, as in `types::{word}`");
    types::word(ty).map(path).unwrap_or_default()
}

impl Shape<'_> {
    fn what(&self) -> &'static str {
        match self {
            Shape::Unit => "`()`",
            Shape::List(_) => "a list",
            Shape::Tuple(_) => "several values",
            Shape::Map(_) => "a map",
            Shape::Fallible => "a `Result`",
            Shape::Optional(_) => "absent at times",
            Shape::Scalar | Shape::Parts(_) | Shape::Unknown => "a value",
        }
    }
}

fn shape(ty: &Type) -> Shape<'_> {
    let (_, ty) = types::referent(ty);
    let bare = types::bare(ty);
    if types::scalar_name(bare).is_some() {
        return Shape::Scalar;
    }
    if let Some(inner) = types::std_argument_of(bare, "Option") {
        return Shape::Optional(inner);
    }
    if types::is_std_result(bare) && types::std_argument_of(bare, "Result").is_some() {
        return Shape::Fallible;
    }
    if let Some(value) = MAPS.iter().find_map(|map| types::second_std_argument_of(bare, map)) {
        return Shape::Map(value);
    }
    if let Some(element) = LISTS.iter().find_map(|list| types::std_argument_of(bare, list)) {
        return Shape::List(element);
    }
    if let Some(inner) = types::OWNERS.iter().find_map(|owner| types::std_argument_of(bare, owner))
    {
        return shape(inner);
    }
    if let Some(name) = types::std_name(bare)
        && let Some((known, instead)) = PARTS.iter().find(|(known, _)| name == known)
        // One without an argument is somebody's own.
        && (!known.starts_with("Range") || types::std_argument_of(bare, known).is_some())
    {
        return Shape::Parts(instead);
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

const LISTS: [&str; 6] = ["Vec", "VecDeque", "LinkedList", "HashSet", "BTreeSet", "BinaryHeap"];
const MAPS: [&str; 2] = ["HashMap", "BTreeMap"];
/// Types that serialize as structs, and what is sent in their place.
const PARTS: [(&str, &str); 5] = [
    ("Duration", "`{value}`, and give it in the unit that the API has"),
    ("SystemTime", "`{value}`, and give it as the API spells times"),
    ("Range", "`start: u64` and `end: u64`, an argument for each end"),
    ("RangeInclusive", "`start: u64` and `end: u64`, an argument for each end"),
    ("RangeFrom", "`start: u64` for the one end that it has"),
];
