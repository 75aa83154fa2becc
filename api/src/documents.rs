//! The documents that are to go through a batch.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};

use endpoint::{Error, Part, Result};
use walkdir::WalkDir;

use self::glob::Glob;
pub(crate) use self::names::{NAMELESS, Names, file_name_of};

mod glob;
mod names;

/// A document that is to be uploaded, and what it is called.
///
/// A path makes one: `"docs/report.pdf".into()`. Its name is the path without its root, `.` and `..`;
/// it is what the service shows, what tells it from others in its directory, and where its result goes.
///
/// ```
/// use llama_cloud::{Document, Part};
///
/// assert_eq!(Document::from("../docs/./report.pdf").name(), "docs/report.pdf");
/// let letter = Document::new("letter.txt", Part::bytes("Dear reader"));
/// # assert_eq!(letter.name(), "letter.txt");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    name: Box<str>,
    source: Source,
}

/// Where the content of a document comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    File(Box<Path>),
    Part(Box<Part>),
    /// There is something of that name, but nothing that could be sent.
    Unreadable(Box<str>),
}

impl Document {
    /// The file at `path`, under the name that the path gives. Nothing is read yet.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { name: name_of(&path).into(), source: Source::File(path.into()) }
    }

    /// Content of any kind under a name of its own: bytes in memory, a stream, a file.
    #[must_use]
    pub fn new(name: impl Into<String>, content: Part) -> Self {
        Self { name: name.into().into(), source: Source::Part(Box::new(content)) }
    }

    /// The same under another name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into().into(), ..self }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where its content is, if that is a file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.source {
            Source::File(path) => Some(path),
            Source::Part(_) | Source::Unreadable(_) => None,
        }
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }
}

impl From<&str> for Document {
    fn from(path: &str) -> Self {
        Self::file(path)
    }
}

impl From<String> for Document {
    fn from(path: String) -> Self {
        Self::file(path)
    }
}

impl From<&Path> for Document {
    fn from(path: &Path) -> Self {
        Self::file(path)
    }
}

impl From<PathBuf> for Document {
    fn from(path: PathBuf) -> Self {
        Self::file(path)
    }
}

/// The documents that files, folders and patterns come to, each once, in a settled order.
///
/// | what is met | what becomes of it |
/// |---|---|
/// | a folder | all files in it and its folders, in the order of their names |
/// | a hidden file or folder (`.name`) | left out, unless it is named itself |
/// | a link | followed; a file that several lead to is taken once, a folder that leads into itself once |
/// | a link to nothing, a folder that can't be read | a document that can't be uploaded, with the reason |
/// | a device, a socket, a pipe | left out |
/// | an empty file | taken: whether it can be processed is for the service to say |
/// | a file that can't be opened | taken: its upload fails, and no other |
///
/// ```
/// # fn main() -> llama_cloud::Result<()> {
/// # let folder = tempfile::tempdir().unwrap();
/// # std::env::set_current_dir(folder.path()).unwrap();
/// # std::fs::create_dir_all("scans/2026").unwrap();
/// # std::fs::write("scans/2026/a.pdf", "").unwrap();
/// # std::fs::write("letter.txt", "").unwrap();
/// use llama_cloud::Documents;
///
/// let documents = Documents::new().path("letter.txt")?.glob("scans/**/*.pdf")?;
/// let names: Vec<&str> = documents.iter().map(|document| document.name()).collect();
/// assert_eq!(names, ["letter.txt", "scans/2026/a.pdf"]);
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct Documents {
    documents: Vec<Document>,
    /// The files that they are, whatever leads to them.
    seen: HashSet<Box<Path>>,
    left_out: Vec<PathBuf>,
}

impl Documents {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out what stands in this folder, as the results of earlier runs do, or this file, of all that
    /// is added from here on.
    #[must_use]
    pub fn leave_out(mut self, folder: impl AsRef<Path>) -> Self {
        // What is not there can't be met.
        self.left_out.extend(folder.as_ref().canonicalize());
        self
    }

    /// Adds a file, or all files of a folder.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if there is nothing at `path`, or no file in it.
    pub fn path(mut self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let metadata = path
            .metadata()
            .map_err(|error| Error::build(format!("can't read `{}`: {error}", path.display())))?;
        let met = if metadata.is_file() {
            self.take(path);
            1
        } else {
            self.take_folder(path)
        };
        if met == 0 {
            return Err(Error::build(format!(
                "there is no file in `{}`: name a file, or a folder with files",
                path.display()
            )));
        }
        Ok(self)
    }

    /// Adds what a pattern matches: `*` and `?` within a name, `[…]` for one of some characters, `**`
    /// for any number of folders. A folder that it matches is added with all its files; with a `/` at its
    /// end it matches folders only.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if the pattern is none, or matches nothing.
    pub fn glob(mut self, pattern: &str) -> Result<Self> {
        let glob = Glob::new(pattern)?;
        let mut met = 0;
        let mut walk = glob.walk().into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if !glob.matches(entry.path()) => {
                    if entry.file_type().is_dir() && !glob.may_lead_through(&entry) {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {
                    met += self.take_folder(glob.shown(entry.path()));
                    walk.skip_current_dir();
                }
                Ok(entry) if entry.file_type().is_file() && glob.takes_files() => {
                    self.take(glob.shown(entry.path()));
                    met += 1;
                }
                Ok(_) => {}
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    // A link to nothing is there; what a pattern without wildcards names may not be.
                    let is_there = |path: &&Path| match path.symlink_metadata() {
                        Err(error) => error.kind() != io::ErrorKind::NotFound,
                        Ok(_) => true,
                    };
                    let path = error.path().filter(|path| glob.matches(path));
                    let path = path.filter(is_there).map(Path::to_owned);
                    if let (Some(path), Some(error)) = (path, error.io_error()) {
                        self.refuse(glob.shown(&path), error);
                        met += 1;
                    }
                }
            }
        }
        if met == 0 {
            return Err(Error::build(format!("nothing matches `{pattern}`")));
        }
        Ok(self)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// One after another, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Document> {
        self.documents.iter()
    }

    /// Takes the files of a folder, and gives how many things were met.
    fn take_folder(&mut self, folder: &Path) -> usize {
        let is_shown = |name: &std::ffi::OsStr| !name.as_encoded_bytes().starts_with(b".");
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        let mut met = 0;
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || is_shown(entry.file_name())) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    self.take(entry.path());
                    met += 1;
                }
                Ok(_) => {}
                // A link to a folder that is being read anyway.
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    match error.io_error() {
                        Some(error) => self.refuse(&path, error),
                        None => self.refuse(&path, &error),
                    }
                    met += 1;
                }
            }
        }
        met
    }

    fn take(&mut self, path: &Path) {
        match path.canonicalize() {
            Ok(file) => {
                let is_left_out = self.left_out.iter().any(|folder| file.starts_with(folder));
                if !is_left_out && self.seen.insert(file.into()) {
                    self.documents.push(Document::file(path));
                }
            }
            Err(error) => self.refuse(path, &error),
        }
    }

    fn refuse(&mut self, path: &Path, why: &dyn fmt::Display) {
        if self.seen.insert(path.into()) {
            let source = Source::Unreadable(why.to_string().into());
            self.documents.push(Document { name: name_of(path).into(), source });
        }
    }
}

impl fmt::Debug for Documents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents")
            .field("len", &self.documents.len())
            .field("left_out", &self.left_out)
            .finish_non_exhaustive()
    }
}

impl IntoIterator for Documents {
    type Item = Document;
    type IntoIter = std::vec::IntoIter<Document>;

    fn into_iter(self) -> Self::IntoIter {
        self.documents.into_iter()
    }
}

impl<'a> IntoIterator for &'a Documents {
    type Item = &'a Document;
    type IntoIter = std::slice::Iter<'a, Document>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The path without its root, `.` and `..`.
fn name_of(path: &Path) -> String {
    let mut name = String::new();
    for component in path.components() {
        if let Component::Normal(part) = component {
            if !name.is_empty() {
                name.push('/');
            }
            name.push_str(&part.to_string_lossy());
        }
    }
    name
}
