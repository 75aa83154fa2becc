//! Which value of a JSON text can't be read.
//!
//! `serde_json` tells a line and a column. Asking serde for the path instead would compile the decoding of
//! every type a second time, most of what an endpoint costs to compile.

use std::fmt::Write as _;

use super::Slot;

/// Where a text can't be read.
pub(super) struct Fault {
    /// How much of the text it takes for the fault: all before can still become something that is right.
    pub(super) at: usize,
    /// The path of the value that can't be read, such as `items[2].name`; none for the whole text.
    pub(super) path: Option<String>,
}

/// Where the fault is that `error` tells. To find it, parts of the text are read into `slot`.
///
/// A text that is cut off before the fault ends too early, and has no other error, so that the fault can be
/// searched for. The position that an error tells is only where to begin: a value of the wrong type is noticed
/// before it is read, one that its type refuses when the reader has gone on to the next comma or bracket, and
/// what a type has read from a text within this one has a position in that.
pub(super) fn find(text: &str, error: &serde_json::Error, slot: &mut dyn Slot) -> Fault {
    let at = if error.is_eof() { text.len() } else { search(text, position(text, error), slot) };
    let read = text.get(..at).unwrap_or(text);
    Fault { at, path: Some(path_at_the_end(read)).filter(|path| !path.is_empty()) }
}

/// The byte that `error` tells by its line and column.
fn position(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let line: usize = lines.map(str::len).sum();
    line.saturating_add(error.column()).min(text.len())
}

/// The shortest beginning of `text` that has a fault. It is likely to end near `position`.
fn search(text: &str, position: usize, slot: &mut dyn Slot) -> usize {
    let mut has_fault = |len: usize| {
        let whole_characters = (0..=len).rev().find_map(|len| text.get(..len)).unwrap_or_default();
        matches!(slot.read(whole_characters), Err(error) if !error.is_eof())
    };
    let (mut without, mut with) = (0, text.len());
    for near in [position.saturating_sub(NEAR), position.saturating_add(1)] {
        if (without..with).contains(&near) {
            if has_fault(near) { with = near } else { without = near }
        }
    }
    while with - without > 1 {
        let middle = without + (with - without) / 2;
        if has_fault(middle) { with = middle } else { without = middle }
    }
    with
}

/// What is open where a text is cut off.
enum Open<'t> {
    /// An object, and the member that was begun last, by its name as it is written.
    Object(Option<&'t str>),
    /// A list, and the element that was begun last.
    List(Option<usize>),
}

/// The path of the value that `text`, the beginning of a JSON text, ends in or with.
fn path_at_the_end(text: &str) -> String {
    let mut open: Vec<Open<'_>> = Vec::new();
    // Lists and objects in what is only skipped. Nothing else is that deep.
    let mut skipped = 0_usize;
    let mut rest = text.trim_ascii_start();
    while let Some(next) = rest.chars().next() {
        let len = if next == '"' { literal_len(rest) } else { Some(next.len_utf8()) };
        let inner = open.last_mut().filter(|_| skipped == 0);
        if let (true, Some(Open::List(index @ None))) = (next != ']', inner) {
            *index = Some(0);
        }
        // A string without an end is the last of it, be it the value or half a name.
        let Some((token, behind)) = len.and_then(|len| rest.split_at_checked(len)) else { break };
        let is_deepest = open.len() == DEEPEST;
        let inner = open.last_mut().filter(|_| skipped == 0);
        match (next, inner) {
            ('"', Some(Open::Object(name @ None))) => *name = Some(token),
            (',', Some(Open::Object(name))) => *name = None,
            (',', Some(Open::List(index))) => *index = index.map(|index| index + 1),
            ('}' | ']', _) => match skipped.checked_sub(1) {
                Some(less) => skipped = less,
                None => drop(open.pop()),
            },
            ('{' | '[', _) if is_deepest => skipped += 1,
            ('{', _) => open.push(Open::Object(None)),
            ('[', _) => open.push(Open::List(None)),
            _ => {}
        }
        rest = behind.trim_ascii_start();
    }
    let mut path = String::new();
    for open in &open {
        match open {
            Open::Object(None) | Open::List(None) => {}
            Open::Object(Some(name)) => {
                let dot = if path.is_empty() { "" } else { "." };
                path.push_str(dot);
                match serde_json::from_str::<String>(name) {
                    Ok(name) => path.push_str(&name),
                    Err(_) => path.push_str(name.trim_matches('"')),
                }
            }
            Open::List(Some(index)) => {
                // Writing to a `String` can't fail.
                let _ = write!(path, "[{index}]");
            }
        }
    }
    path
}

/// The length of the string that `text` begins with, quotes included; none if it has no end.
fn literal_len(text: &str) -> Option<usize> {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map(|end| end + 2)
}

/// In bytes.
const NEAR: usize = 64;
/// How deep `serde_json` reads.
const DEEPEST: usize = 128;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Report {
        title: String,
        pages: Vec<Page>,
        owner: Option<Owner>,
        range: (u8, u8),
        labels: BTreeMap<String, bool>,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Page {
        number: u32,
        size: Size,
        sheet: Even,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Owner {
        name: Short,
        #[serde(flatten)]
        more: BTreeMap<String, u8>,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    #[serde(rename_all = "lowercase")]
    enum Size {
        A4,
        Cut { width: u32, height: u32 },
    }

    /// Refused by its type after it was read, without a place of its own.
    #[derive(Deserialize)]
    #[serde(try_from = "u32")]
    struct Even;

    impl TryFrom<u32> for Even {
        type Error = &'static str;

        fn try_from(number: u32) -> Result<Self, Self::Error> {
            if number.is_multiple_of(2) { Ok(Self) } else { Err("is odd") }
        }
    }

    #[derive(Deserialize)]
    #[serde(try_from = "String")]
    struct Short;

    impl TryFrom<String> for Short {
        type Error = &'static str;

        fn try_from(text: String) -> Result<Self, Self::Error> {
            if text.len() < 9 { Ok(Self) } else { Err("is long") }
        }
    }

    fn path<T: DeserializeOwned + 'static>(text: &str) -> Option<String> {
        let slot: &mut dyn Slot = &mut None::<T>;
        let error = slot.read(text).expect_err("it can't be read");
        find(text, &error, slot).path
    }

    const REPORT: &str = r#"{"title":"a \"b\" \\","pages":[{"number":1,"size":"a4","sheet":2},
        {"number":2,"size":{"cut":{"width":3,"height":4}},"sheet":2},
        {"number":3,"size":"a4","sheet":2}],"owner":{"name":"é","age":7},"range":[1,2],
        "labels":{"{\"[,":true,"x.y":false}}"#;

    /// Read from a text within the text: the place that its error tells is one in there.
    struct Inner;

    impl<'de> Deserialize<'de> for Inner {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?;
            let read = serde_json::from_str::<BTreeMap<String, u8>>(raw.get());
            read.map(|_| Self).map_err(serde::de::Error::custom)
        }
    }

    #[test]
    fn the_place_of_an_error_may_be_one_in_another_text() {
        for (before, spaces) in [("a", 0), ("long enough for all places within", 0), ("a", 300)] {
            let inner = format!(r#"{{{}"a": 1, "b": "x"}}"#, " ".repeat(spaces));
            let text = format!(r#"{{"{before}": {{}}, "inner": {inner}, "{before} too": {{}}}}"#);
            let found = path::<BTreeMap<String, Inner>>(&text);
            assert_eq!(found.as_deref(), Some("inner"), "{text}");
        }
    }

    /// Each value in turn is made one that can't be read there; as it is written in one line, and in many.
    #[test]
    fn a_value_that_cant_be_read_is_named() {
        for (pointer, name) in [
            ("/title", "title"),
            ("/pages", "pages"),
            ("/pages/0", "pages[0]"),
            ("/pages/2", "pages[2]"),
            ("/pages/0/number", "pages[0].number"),
            ("/pages/1/size", "pages[1].size"),
            ("/pages/1/size/cut/width", "pages[1].size.cut.width"),
            ("/pages/1/size/cut/height", "pages[1].size.cut.height"),
            ("/pages/2/size", "pages[2].size"),
            ("/pages/0/sheet", "pages[0].sheet"),
            ("/owner/name", "owner.name"),
            ("/range", "range"),
            ("/range/0", "range[0]"),
            ("/range/1", "range[1]"),
            ("/labels", "labels"),
            ("/labels/{\"[,", "labels.{\"[,"),
            ("/labels/x.y", "labels.x.y"),
        ] {
            let wrong = [json!(-1), json!(1.5), json!("a longer text"), json!({}), json!([])];
            for value in wrong.into_iter().chain([json!([0]), json!([{}]), Value::Null]) {
                let mut report: Value = serde_json::from_str(REPORT).expect("JSON");
                *report.pointer_mut(pointer).expect("a value") = value;
                let written =
                    [report.to_string(), serde_json::to_string_pretty(&report).expect("a text")];
                // Some of them are right here and there, and a list may be wrong within.
                let is_wrong = |text: &&String| serde_json::from_str::<Report>(text).is_err();
                for text in written.iter().filter(is_wrong) {
                    let found = path::<Report>(text).unwrap_or_default();
                    let within = found.strip_prefix(name);
                    assert!(
                        within.is_some_and(|rest| matches!(rest, "" | "[0]")),
                        "{found}: {text}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_path_ends_with_what_is_at_fault() {
        let with = |part: &str, other: &str| {
            let changed = REPORT.replacen(part, other, 1);
            assert_ne!(changed, REPORT, "{part}");
            path::<Report>(&changed)
        };
        for (name, found, expected) in [
            ("missing", with(r#","sheet":2}"#, "}"), Some("pages[0]")),
            ("missing in the end", with(r#""title""#, r#""other""#), None),
            ("twice", with(r#""name":"#, r#""name":"a","name":"#), Some("owner.name")),
            ("refused", with(r#""sheet":2"#, r#""sheet":3"#), Some("pages[0].sheet")),
            (
                "refused, then a space",
                with(r#""sheet":2"#, "\"sheet\":3 \n "),
                Some("pages[0].sheet"),
            ),
            ("kept for later", with(r#""age":7"#, r#""age":"x""#), Some("owner")),
            ("too many", with("[1,2]", "[1,2,3]"), Some("range[2]")),
            ("too few", with("[1,2]", "[1]"), Some("range")),
            ("cut off", path::<Report>(r#"{"title": "a", "pages": [{"num"#), Some("pages[0]")),
            ("cut off in a list", path::<Vec<String>>(r#"["a"#), Some("[0]")),
            ("cut off in a text", path::<Report>(r#"{"title": "a"#), Some("title")),
            ("no JSON", with("[1,2]", "[1,é]"), Some("range[1]")),
            ("a comma too many", with("[1,2]", "[1,2,]"), Some("range[2]")),
            ("no comma", with("[1,2]", "[1 2]"), Some("range[0]")),
            ("no colon", with(r#""name":"#, r#""name" "#), Some("owner.name")),
            ("no end", path::<Vec<u8>>("[1, 2"), Some("[1]")),
            ("more than one", path::<Vec<u8>>("[1, 2] 3"), None),
            ("another kind", path::<Vec<u8>>("{}"), None),
            ("the whole", path::<Short>(r#""a longer text""#), None),
            ("refused in a list", path::<Vec<Even>>("[2, 3 , 4]"), Some("[1]")),
            ("refused at its end", path::<Vec<Even>>("[2, 3\n]"), Some("[1]")),
            ("in lists of lists", path::<Vec<Vec<Even>>>("[[], [2], [4, 1]]"), Some("[2][1]")),
            ("an object in a list", path::<Vec<Even>>("[2, {}]"), Some("[1]")),
            (
                "a name with an escape",
                path::<BTreeMap<String, u8>>(r#"{"a\"b": []}"#),
                Some("a\"b"),
            ),
        ] {
            assert_eq!(found.as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn what_is_skipped_makes_no_path_of_its_own() {
        let deep = format!(r#"{{"other":{}"#, "[".repeat(100_000));
        let found = path::<Page>(&deep).expect("a path");
        assert!(found.len() < 1000, "{} bytes", found.len());
        let closed = format!(r#"{deep}{},"number":"x""#, "]".repeat(100_000));
        assert_eq!(path::<Page>(&closed).as_deref(), Some("number"));
    }
}
