//! Patterns of paths.

use std::path::{Path, PathBuf};

use endpoint::{Error, Result};
use glob::{MatchOptions, Pattern};
use walkdir::{DirEntry, WalkDir};

/// A pattern, and where to look for what it matches.
///
/// The folders are walked here and not by the crate that knows the patterns, which would follow a link
/// that leads back to its own folder for as long as the system lets it.
pub(super) struct Glob {
    pattern: Pattern,
    /// The folders that it begins with, none of which has a wildcard.
    base: PathBuf,
    depth: usize,
    /// Whether it names hidden files or folders.
    names_hidden: bool,
    /// Whether it ends with a separator, and so means folders only.
    folders_only: bool,
}

impl Glob {
    pub(super) fn new(text: &str) -> Result<Self> {
        // As the walk has it: one separator between two names, none at the end, and no `.` in between.
        let plain: PathBuf = Path::new(text).components().collect();
        let pattern = Pattern::new(&plain.to_string_lossy())
            .map_err(|error| Error::build(format!("`{text}` is no pattern: {error}")))?;
        let folders_only = text.ends_with(std::path::is_separator);
        let has_wildcard = |part: &str| part.contains(['*', '?', '[']);
        let parts = || Path::new(text).components().map(|part| part.as_os_str());
        let is_plain = |part: &&std::ffi::OsStr| !has_wildcard(&part.to_string_lossy());
        let base: PathBuf = parts().take_while(is_plain).collect();
        let rest = parts().skip_while(is_plain).count();
        let depth = if text.contains("**") { usize::MAX } else { rest };
        let mut patterns = parts().skip_while(is_plain);
        let names_hidden = patterns.any(|part| part.as_encoded_bytes().starts_with(b"."));
        Ok(Self { pattern, base, depth, names_hidden, folders_only })
    }

    pub(super) fn walk(&self) -> WalkDir {
        let base = if self.base.as_os_str().is_empty() { Path::new(".") } else { &self.base };
        WalkDir::new(base).max_depth(self.depth).follow_links(true).sort_by_file_name()
    }

    /// A path of the walk as the pattern has it.
    pub(super) fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        match path.strip_prefix(".") {
            Ok(shown) if self.base.as_os_str().is_empty() => shown,
            _ => path,
        }
    }

    /// The folder that the walk begins with, where the pattern names none, is nothing that it could match.
    pub(super) fn matches(&self, path: &Path) -> bool {
        let shown = self.shown(path);
        if shown.as_os_str().is_empty() {
            return false;
        }
        let options = MatchOptions {
            require_literal_separator: true,
            require_literal_leading_dot: true,
            ..MatchOptions::default()
        };
        // A name that is not UTF-8 is one too, and is not left out in silence.
        self.pattern.matches_with(&shown.to_string_lossy(), options)
    }

    /// Whether a file that matches is meant too.
    pub(super) fn takes_files(&self) -> bool {
        !self.folders_only
    }

    /// Whether there may be something in this folder that matches.
    pub(super) fn may_lead_through(&self, folder: &DirEntry) -> bool {
        let is_hidden = folder.file_name().as_encoded_bytes().starts_with(b".");
        folder.depth() == 0 || !is_hidden || self.names_hidden
    }
}
