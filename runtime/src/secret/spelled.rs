//! The spellings in which a secret may be repeated.

use std::ops::Range;

/// Where `secret` ends, if it begins at `at` of `text` in whatever spelling: as it is, escaped as in
/// JSON, a URL, a form or HTML, and all of these mixed.
pub(super) fn end(text: &[u8], at: usize, secret: &[u8]) -> Option<usize> {
    // Two readings are possible at a few places only, such as a `%` that the secret itself holds.
    let mut open = Vec::new();
    let mut tried = Vec::new();
    let mut end = None;
    let mut next = Some((0, at));
    while let Some((mut matched, mut at)) = next.take().or_else(|| open.pop()) {
        loop {
            let Some(rest) = secret.get(matched..).filter(|rest| !rest.is_empty()) else {
                end = end.max(Some(at));
                break;
            };
            let mut others = Readings::of(text, at, rest).into_iter();
            let Some((of_secret, of_text)) = others.next() else { break };
            for (of_secret, of_text) in others {
                let other = (matched + of_secret, at + of_text);
                if !tried.contains(&other) {
                    tried.push(other);
                    open.push(other);
                }
            }
            matched += of_secret;
            at += of_text;
        }
    }
    end
}

/// How many bytes of the secret are read in how many of the text.
type Reading = (usize, usize);

#[derive(Default)]
struct Readings {
    first: Option<Reading>,
    /// Seldom there is one.
    more: Vec<Reading>,
}

impl IntoIterator for Readings {
    type Item = Reading;
    type IntoIter = std::iter::Chain<std::option::IntoIter<Reading>, std::vec::IntoIter<Reading>>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.more)
    }
}

impl Readings {
    /// Those of the text from `at` on that the secret can go on with.
    fn of(text: &[u8], at: usize, secret: &[u8]) -> Self {
        let mut readings = Self::default();
        let Some(text) = text.get(at..) else { return readings };
        let (Some(first), Some(byte)) = (text.first(), secret.first()) else { return readings };
        if first == byte || (*first, *byte) == (b'+', b' ') {
            readings.add(1, 1);
        }
        match first {
            b'%' => readings.percent(text, *byte),
            b'\\' => readings.backslash(text, secret),
            b'&' => readings.entity(text, secret),
            _ => {}
        }
        readings
    }

    fn add(&mut self, of_secret: usize, of_text: usize) {
        if self.first.is_none() {
            self.first = Some((of_secret, of_text));
        } else {
            self.more.push((of_secret, of_text));
        }
    }

    fn add_char(&mut self, char: Option<char>, secret: &[u8], of_text: usize) {
        let Some(char) = char else { return };
        let mut buffer = [0; 4];
        let encoded = char.encode_utf8(&mut buffer);
        if secret.starts_with(encoded.as_bytes()) {
            self.add(encoded.len(), of_text);
        }
    }

    /// `%2b`, and `%252b` where it has been encoded again.
    fn percent(&mut self, text: &[u8], byte: u8) {
        let mut at = 1;
        while let Some(code) = hex(text.get(at..at + 2)) {
            if code == u32::from(byte) {
                self.add(1, at + 2);
            }
            if code != u32::from(b'%') {
                break;
            }
            at += 2;
        }
    }

    /// `\/`, `\n`, `\u002b`, `\u{2b}`, `\x2b`, behind more than one backslash if JSON stands in JSON.
    fn backslash(&mut self, text: &[u8], secret: &[u8]) {
        let run = text.iter().take(MOST_BACKSLASHES).take_while(|b| **b == b'\\').count();
        if secret.first() == Some(&b'\\') {
            [2, 4].into_iter().filter(|many| *many <= run).for_each(|many| self.add(1, many));
        }
        let Some(kind) = text.get(run) else { return };
        let simple = |char| (Some(char), run + 1);
        let (char, of_text) = match kind {
            b'/' | b'"' | b'\'' => simple(char::from(*kind)),
            b'n' => simple('\n'),
            b'r' => simple('\r'),
            b't' => simple('\t'),
            b'b' => simple('\u{8}'),
            b'f' => simple('\u{c}'),
            b'x' => {
                // A byte, not a character.
                if hex(text.get(run + 1..run + 3)) == secret.first().map(|byte| u32::from(*byte)) {
                    self.add(1, run + 3);
                }
                return;
            }
            b'u' if text.get(run + 1) == Some(&b'{') => {
                let digits = text.get(run + 2..).unwrap_or_default();
                let len = digits.iter().take(6).take_while(|b| b.is_ascii_hexdigit()).count();
                let code = hex(digits.get(..len));
                (code.and_then(char::from_u32), run + 3 + len)
            }
            b'u' => utf16(text, run),
            _ => return,
        };
        self.add_char(char, secret, of_text);
    }

    /// `&amp;`, `&#43;`, `&#x2b;`.
    fn entity(&mut self, text: &[u8], secret: &[u8]) {
        let Some(len) = text.iter().take(LONGEST_ENTITY).position(|byte| *byte == b';') else {
            return;
        };
        let name = text.get(1..len).unwrap_or_default();
        let char = match name {
            b"amp" => Some('&'),
            b"lt" => Some('<'),
            b"gt" => Some('>'),
            b"quot" => Some('"'),
            b"apos" => Some('\''),
            [b'#', b'x' | b'X', digits @ ..] => hex(Some(digits)).and_then(char::from_u32),
            [b'#', digits @ ..] => {
                let code = std::str::from_utf8(digits).ok().and_then(|code| code.parse().ok());
                code.and_then(char::from_u32)
            }
            _ => None,
        };
        self.add_char(char, secret, len + 1);
    }
}

/// What `\u` and four digits say behind `run` backslashes, with the second half that a character may have.
fn utf16(text: &[u8], run: usize) -> (Option<char>, usize) {
    let unit =
        |from: usize| hex(text.get(from + 1..from + 5)).and_then(|unit| unit.try_into().ok());
    let Some(first) = unit(run) else { return (None, 0) };
    let second_at = run + 5 + run;
    let second = (text.get(second_at) == Some(&b'u')).then(|| unit(second_at)).flatten();
    if let Some(second) = second
        && let Some(Ok(char)) = char::decode_utf16([first, second]).next()
        && char.len_utf16() == 2
    {
        return (Some(char), second_at + 5);
    }
    (char::from_u32(u32::from(first)), run + 5)
}

fn hex(digits: Option<&[u8]>) -> Option<u32> {
    let digits = std::str::from_utf8(digits?).ok()?;
    let all_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// Whether what stands at `found` is a word of its own.
pub(super) fn stands_alone(text: &[u8], found: Range<usize>) -> bool {
    let before = text.get(..found.start).unwrap_or_default();
    let after = text.get(found.end..).unwrap_or_default();
    let escaped = |byte: &[u8]| hex(Some(byte)).and_then(|code| u8::try_from(code).ok());
    let before = match before {
        [.., b'%', high, low] => escaped(&[*high, *low]).or(Some(*low)),
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => None,
        [.., b'\\', b'u', b'0', b'0', high, low] => escaped(&[*high, *low]).or(Some(*low)),
        [.., last] => Some(*last),
        [] => None,
    };
    let after = match after {
        [b'%', high, low, ..] => escaped(&[*high, *low]).or(Some(b'%')),
        [b'\\', b'u', b'0', b'0', high, low, ..] => escaped(&[*high, *low]).or(Some(b'\\')),
        [first, ..] => Some(*first),
        [] => None,
    };
    let of_a_word = |byte: Option<u8>| {
        byte.is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || !byte.is_ascii() || matches!(byte, b'_' | b'-')
        })
    };
    !of_a_word(before) && !of_a_word(after)
}

/// Of JSON in JSON in JSON. A longer run would be counted again from each of its backslashes.
const MOST_BACKSLASHES: usize = 8;
/// `&#x10FFFF;`
const LONGEST_ENTITY: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_in_every_spelling() {
        for (name, secret, text) in [
            ("as it is", "a+b/ä", "a+b/ä"),
            ("URL", "a+b/ä", "a%2Bb%2F%C3%A4"),
            ("lower case", "a+b/ä", "a%2bb%2f%c3%a4"),
            ("every character", "a+", "%61%2B"),
            ("twice encoded", "a+b", "a%252Bb"),
            ("form", "a b", "a+b"),
            ("mixed", "a b c", "a+b%20c"),
            ("JSON", "a+b/ä", r"a\u002Bb\/\u00e4"),
            ("JSON, quotes", "a\"b\\c\nd", r#"a\"b\\c\nd"#),
            ("JSON in JSON", "a+\"b", r#"a\\u002b\\\"b"#),
            ("a pair of surrogates", "a😀b", r"a\ud83d\uDE00b"),
            ("Rust", "a\u{202e}b", r"a\u{202e}b"),
            ("bytes", "aä", r"a\xc3\xa4"),
            ("HTML", "a&b<c+'", "a&amp;b&lt;c&#43;&#x27;"),
            ("its own percent", "a%2Bb", "a%2Bb"),
            ("its own percent, encoded", "a%2Bb", "a%252Bb"),
        ] {
            let framed = format!("xx{text}yy");
            assert_eq!(
                end(framed.as_bytes(), 2, secret.as_bytes()),
                Some(2 + text.len()),
                "{name}"
            );
        }
        for (name, secret, text) in [
            ("other", "ab", "ac"),
            ("cut off", "ab", "a"),
            ("broken", "a+", "a%2"),
            ("", "a", r"\u00"),
        ] {
            assert_eq!(end(text.as_bytes(), 0, secret.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn a_word_of_its_own() {
        for (text, alone) in [
            ("x7z", true),
            ("pin=x7z&", true),
            ("ax7z", false),
            ("x7z9", false),
            ("%20x7z%20", true),
            ("%61x7z", false),
            ("\\nx7z\\u0020", true),
            ("äx7z", false),
            ("a-x7z", false),
        ] {
            let at = text.find("x7z").unwrap();
            assert_eq!(stands_alone(text.as_bytes(), at..at + 3), alone, "{text}");
        }
    }
}
