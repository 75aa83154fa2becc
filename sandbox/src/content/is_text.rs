//! Whether a content is text, judged while it arrives.

/// UTF-8 without NUL, that doesn't begin as a format which is not meant to be read so.
#[derive(Debug, Default)]
pub(super) struct IsText {
    start: Vec<u8>,
    /// The beginning of a character whose rest is still to come.
    torn: Vec<u8>,
    no: bool,
}

impl IsText {
    pub(super) fn push(&mut self, mut chunk: &[u8]) {
        let room = LONGEST_MARK.saturating_sub(self.start.len()).min(chunk.len());
        self.start.extend_from_slice(chunk.get(..room).unwrap_or_default());
        if self.no || chunk.contains(&0) {
            self.no = true;
            return;
        }
        while !self.torn.is_empty()
            && let Some((next, rest)) = chunk.split_first()
        {
            self.torn.push(*next);
            chunk = rest;
            match std::str::from_utf8(&self.torn) {
                Ok(_) => self.torn.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => {
                    self.no = true;
                    return;
                }
            }
        }
        if let Err(error) = std::str::from_utf8(chunk) {
            self.no = error.error_len().is_some();
            self.torn = chunk.get(error.valid_up_to()..).unwrap_or_default().to_vec();
        }
    }

    pub(super) fn finish(&self) -> bool {
        !self.no && self.torn.is_empty() && !MARKS.iter().any(|mark| self.start.starts_with(mark))
    }
}

pub(super) fn is_text(bytes: &[u8]) -> bool {
    let mut whole = IsText::default();
    whole.push(bytes);
    whole.finish()
}

/// How formats begin that can pass for text, but are not meant to be read so: PDF, PostScript, RTF.
const MARKS: [&[u8]; 3] = [b"%PDF-", b"%!PS", b"{\\rtf"];
const LONGEST_MARK: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_change_nothing() {
        let cases: [(&[u8], bool); 9] = [
            (b"", true),
            (b"plain", true),
            ("Zo\u{eb} \u{20ac} \u{1f999}".as_bytes(), true),
            (b"torn \xe2\x82", false),
            (b"wrong \xe2\x28\xa1", false),
            (b"nul \0", false),
            (b"%PDF-1.7", false),
            (b"{\\rtf1}", false),
            (b"%PDX", true),
        ];
        for (bytes, expected) in cases {
            for size in 1..=bytes.len().max(1) {
                let mut judged = IsText::default();
                bytes.chunks(size).for_each(|chunk| judged.push(chunk));
                assert_eq!(judged.finish(), expected, "{bytes:?} in chunks of {size}");
            }
        }
    }
}
