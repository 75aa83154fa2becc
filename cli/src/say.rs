//! Words for people, on standard error.

use std::fmt::Display;
use std::io::{self, Write};

/// Says something, on a line of its own.
pub(crate) fn say(words: impl Display) {
    let words = words.to_string();
    let lines: Vec<String> = words.split('\n').map(clean).collect();
    // Where nobody listens any more there is nobody to be told.
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
}

/// A text on one line, in which nothing steers the terminal: much of it is the service's, and that may
/// be anybody's.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if steers(c) { ' ' } else { c }).collect()
}

/// Control characters, and those that turn the direction of writing or break lines.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_steers_the_terminal_becomes_a_blank() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}\u{9b}c\r\n"), "a [31mb  c  ");
        assert_eq!(clean("fdp\u{202e}exe.\u{2028}x"), "fdp exe. x");
        assert_eq!(clean("Größe, 大きさ"), "Größe, 大きさ");
    }
}
