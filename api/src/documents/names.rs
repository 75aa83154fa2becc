//! Names that tell documents apart, and that files of results can have.

use std::collections::{HashMap, HashSet};

/// Names that are taken. A name comes once; what would be the second of it gets another.
#[derive(Debug, Default)]
pub(crate) struct Names {
    taken: HashSet<Box<str>>,
    /// What can't be the name of a file any more, as there are files in it.
    folders: HashSet<Box<str>>,
    /// The numbers that names have got, so that a thousand of one name are not counted up to each time.
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    /// Takes a name, as it stands.
    pub(crate) fn take(&mut self, name: &str) {
        self.taken.insert(key(name));
    }

    /// Takes a name for a document: the name, or `<name>-2`, `<name>-3` and so on where that is taken.
    pub(crate) fn free(&mut self, name: &str) -> Box<str> {
        self.free_with(if name.is_empty() { NAMELESS } else { name }, "")
    }

    /// Takes a path for the file of a result: `<name>` with `extension`, or `<name>-2` with it, where
    /// there is a file or a folder of that name. A folder that would be a file gets a number too.
    pub(crate) fn free_path(&mut self, name: &str, extension: &str) -> Box<str> {
        let mut path = String::new();
        let mut rest = name;
        while let Some((folder, files)) = rest.split_once('/') {
            let folder = format!("{path}{folder}");
            path =
                self.numbered(&folder, "", |names, path| !names.taken.contains(&key(path))) + "/";
            self.folders.insert(key(path.trim_end_matches('/')));
            rest = files;
        }
        self.free_with(&format!("{path}{rest}"), extension)
    }

    /// Takes a path, as it stands.
    pub(crate) fn take_path(&mut self, path: &str) {
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        self.folders.extend(folders.map(key));
        self.take(path);
    }

    fn free_with(&mut self, name: &str, extension: &str) -> Box<str> {
        let free = self.numbered(name, extension, |names, path| {
            !names.taken.contains(&key(path)) && !names.folders.contains(&key(path))
        });
        self.take(&free);
        free.into()
    }

    /// The name, or the first with a number behind it, that is free.
    fn numbered(
        &mut self,
        name: &str,
        extension: &str,
        is_free: impl Fn(&Self, &str) -> bool,
    ) -> String {
        let plain = format!("{name}{extension}");
        if is_free(self, &plain) {
            return plain;
        }
        let mut number = self.numbers.get(&*plain).copied().unwrap_or(FIRST_NUMBER);
        loop {
            let numbered = format!("{name}-{number}{extension}");
            if is_free(self, &numbered) {
                self.numbers.insert(plain.into(), number);
                return numbered;
            }
            number = number.saturating_add(1);
        }
    }
}

/// What two names have in common that are one file.
fn key(name: &str) -> Box<str> {
    let ignores_case = cfg!(any(windows, target_os = "macos"));
    if ignores_case { name.to_lowercase().into() } else { name.into() }
}

/// A name as a path that stays within its folder, and that any system can have: no root, no `.` or
/// `..`, no characters that are none of a file's name, no part that is too long for one, and no more
/// parts than fit into a path.
pub(crate) fn file_name_of(name: &str) -> String {
    let mut path = String::new();
    for part in name.split(SEPARATORS).filter(|part| !matches!(*part, "" | "." | "..")) {
        if path.len() > LONGEST_PATH {
            break;
        }
        if !path.is_empty() {
            path.push('/');
        }
        let shown = part.char_indices().take_while(|(at, c)| at + c.len_utf8() <= LONGEST);
        path.extend(shown.map(|(_, c)| if is_odd(c) { '_' } else { c }));
    }
    if path.is_empty() { NAMELESS.to_owned() } else { path }
}

fn is_odd(c: char) -> bool {
    // Names of items are anybody's, and a name steers the terminal that shows it.
    c.is_control() || cfg!(windows) && matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

const SEPARATORS: &[char] = if cfg!(windows) { &['/', '\\'] } else { &['/'] };
/// Most systems take 255 bytes; some are kept for a number, an extension, and the name of a file that
/// is still being written.
const LONGEST: usize = 220;
/// Most systems take 4,096 bytes, of which the folder of results has some.
const LONGEST_PATH: usize = 1024;
const FIRST_NUMBER: u32 = 2;
/// What has no name is called so.
pub(crate) const NAMELESS: &str = "document";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let mut names = Names::default();
        names.take("manifest.json");
        let cases = [
            ("a", ".md", "a.md"),
            ("a", ".md", "a-2.md"),
            ("a-2", ".md", "a-2-2.md"),
            ("manifest", ".json", "manifest-2.json"),
            ("b.md/c", ".md", "b.md/c.md"),
            ("b", ".md", "b-2.md"),
            ("d", ".md", "d.md"),
            ("d.md/e", ".md", "d.md-2/e.md"),
            ("d.md/f", ".md", "d.md-2/f.md"),
        ];
        for (name, extension, path) in cases {
            assert_eq!(&*names.free_path(name, extension), path, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_name_of_any_text_is_a_path_within_a_folder() {
        let long = "x".repeat(300);
        let cases = [
            ("a/b.pdf", "a/b.pdf"),
            ("/etc/../passwd", "etc/passwd"),
            ("what? is/this", "what? is/this"),
            ("a\0b", "a_b"),
            ("a\u{1b}[2Jb\n", "a_[2Jb_"),
            ("", "document"),
            ("../.", "document"),
            (&*long, long.get(..LONGEST).unwrap_or_default()),
        ];
        for (name, path) in cases {
            assert_eq!(file_name_of(name), path, "{name}");
        }
    }
}
