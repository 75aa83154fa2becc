//! What files hold: small contents in memory, others in files of a folder.

mod intake;
mod is_text;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tempfile::{NamedTempFile, TempDir};

use crate::state::new_id;
pub(crate) use intake::{Intake, Kept};

/// A content, wherever it is.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Content {
    len: u64,
    is_text: bool,
    place: Place,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    #[serde(serialize_with = "to_chars", deserialize_with = "from_chars")]
    Memory(Bytes),
    /// A file of the folder, by its name.
    File(String),
}

impl Content {
    pub(crate) fn empty() -> Self {
        Self { len: 0, is_text: true, place: Place::Memory(Bytes::new()) }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Whether it can be read as text, and is meant to be.
    pub(crate) fn is_text(&self) -> bool {
        self.is_text
    }

    /// The name of the file that holds it.
    pub(crate) fn file_name(&self) -> Option<&str> {
        match &self.place {
            Place::Memory(_) => None,
            Place::File(name) => Some(name),
        }
    }
}

/// Keeps contents.
#[derive(Debug)]
pub(crate) enum Store {
    /// In memory if they are small, else in a folder of the system's for temporary files, which is
    /// made when it is first needed and goes with the sandbox.
    Temporary(OnceLock<TempDir>),
    /// In a folder that stays.
    Data(PathBuf),
}

/// A content that is opened.
pub(crate) enum Opened {
    Memory(Bytes),
    File(File),
}

impl Store {
    /// Opens a folder that stays, and makes it if it isn't there.
    pub(crate) fn data(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder).map_err(|error| named(&folder, &error))?;
        Ok(Self::Data(folder))
    }

    pub(crate) fn open(&self, content: &Content) -> io::Result<Opened> {
        Ok(match &content.place {
            Place::Memory(bytes) => Opened::Memory(bytes.clone()),
            Place::File(name) => Opened::File(File::open(self.folder()?.join(name))?),
        })
    }

    /// Reads a content whole.
    pub(crate) fn read(&self, content: &Content) -> io::Result<Bytes> {
        match self.open(content)? {
            Opened::Memory(bytes) => Ok(bytes),
            Opened::File(mut file) => {
                let mut bytes = Vec::with_capacity(usize::try_from(content.len).unwrap_or(0));
                file.read_to_end(&mut bytes)?;
                Ok(bytes.into())
            }
        }
    }

    /// Keeps a content that is in memory already, and leaves it there where there is no other way.
    pub(crate) fn keep(&self, bytes: Bytes) -> Content {
        let (len, is_text) = (bytes.len() as u64, is_text::is_text(&bytes));
        let place = if bytes.len() <= self.most_in_memory() {
            Place::Memory(bytes)
        } else {
            self.write(&bytes).map_or(Place::Memory(bytes), Place::File)
        };
        Content { len, is_text, place }
    }

    /// Removes the files that none of these contents names.
    ///
    /// # Errors
    /// If one of them is not there, or has another length: the name of the file.
    pub(crate) fn sweep<'a>(&self, contents: impl Iterator<Item = &'a Content>) -> io::Result<()> {
        let mut named = std::collections::HashMap::new();
        named.extend(contents.filter_map(|content| Some((content.file_name()?, content.len))));
        for entry in fs::read_dir(self.folder()?)? {
            let entry = entry?;
            match entry.file_name().to_str().and_then(|name| named.remove(name)) {
                None => fs::remove_file(entry.path())?,
                Some(len) if entry.metadata()?.len() == len => {}
                Some(_) => return Err(broken(&entry.path(), "it has not the length it had")),
            }
        }
        match named.keys().next() {
            None => Ok(()),
            Some(name) => Err(broken(&self.folder()?.join(name), "it is not there")),
        }
    }

    fn write(&self, bytes: &[u8]) -> io::Result<String> {
        let name = new_id("content");
        let path = self.folder()?.join(&name);
        fs::write(&path, bytes).inspect_err(|_| drop(fs::remove_file(&path)))?;
        Ok(name)
    }

    /// A file that is not a content yet, and is removed if it never becomes one.
    fn incoming(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix("incoming-").tempfile_in(self.folder()?)
    }

    fn folder(&self) -> io::Result<&Path> {
        match self {
            Self::Data(folder) => Ok(folder),
            Self::Temporary(folder) => {
                if let Some(folder) = folder.get() {
                    return Ok(folder.path());
                }
                let made = tempfile::Builder::new().prefix("llama-cloud-sandbox-").tempdir()?;
                // If another thread was quicker, this one is removed again.
                let _ = folder.set(made);
                Ok(folder.get().map_or(Path::new(""), TempDir::path))
            }
        }
    }

    fn most_in_memory(&self) -> usize {
        match self {
            Self::Temporary(_) => SPILLED_FROM,
            Self::Data(_) => MOST_IN_A_ROW,
        }
    }
}

impl Default for Store {
    fn default() -> Self {
        Self::Temporary(OnceLock::new())
    }
}

/// An error, and the file that it is about.
pub(crate) fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Data that can't be gone on with, and where it is.
pub(crate) fn broken(path: &Path, what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {what}", path.display()))
}

/// A byte is the character of its number, so that text can be read in the file.
fn to_chars<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&bytes.iter().map(|byte| char::from(*byte)).collect::<String>())
}

fn from_chars<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
    bytes.map(Bytes::from).map_err(serde::de::Error::custom)
}

/// Up to here a content arrives in memory: 1 MiB.
const SPILLED_FROM: usize = 1 << 20;
/// Up to here a content stands in the row of its file, rather than in a file of the folder: 1 KiB.
const MOST_IN_A_ROW: usize = 1 << 10;
