//! Text from elsewhere, made fit for a log line.

/// The longest text of a server that is shown.
const LONGEST: usize = 512;

/// Escapes what could break a line or deceive its reader, and cuts the text off at 512 characters.
///
/// Control characters, line and paragraph separators and the marks that turn the direction of text
/// come out as `\u{…}`: text from a server must not be able to forge a log line (CWE-117).
pub(crate) fn escape(text: &str) -> String {
    cut(text, LONGEST)
}

/// The same, cut off at `longest` characters.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len().min(longest));
    for (shown, char) in text.chars().enumerate() {
        if shown == longest {
            out.push('…');
            break;
        }
        if deceptive(char) { out.extend(char.escape_default()) } else { out.push(char) }
    }
    out
}

fn deceptive(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{061C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_or_turns_a_line_is_escaped() {
        for (name, text, escaped) in [
            ("plain", "Grüße 你好", "Grüße 你好"),
            ("line break", "a\r\nb", "a\\r\\nb"),
            ("bidi override", "a\u{202E}b", "a\\u{202e}b"),
            ("zero width", "a\u{200B}b", "a\\u{200b}b"),
            ("escape sequence", "\u{1b}[31mred", "\\u{1b}[31mred"),
        ] {
            assert_eq!(escape(text), escaped, "{name}");
        }
        assert_eq!(escape(&"x".repeat(600)).chars().count(), LONGEST + 1);
    }
}
