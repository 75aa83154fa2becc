//! What a sandbox holds: directories, files and jobs.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::jobs::{Fate, Job};

/// Everything that requests read and change. One lock guards it, so each request is done whole or
/// not at all.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) directories: Table<Directory>,
    /// Files as such; a file of a directory names one of these.
    pub(crate) files: Table<StoredFile>,
    pub(crate) directory_files: Table<DirectoryFile>,
    pub(crate) jobs: Table<Job>,
    /// Where a parse job is: which batch job, and which of its items.
    pub(crate) parse_jobs: HashMap<String, (String, usize)>,
    pub(crate) fates: Vec<(String, Fate)>,
    pub(crate) links: HashMap<String, Link>,
    pub(crate) job_time: Duration,
}

#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) id: String,
    pub(crate) project_id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: String,
    pub(crate) system_metadata: Value,
    pub(crate) created: Duration,
    pub(crate) updated: Duration,
    pub(crate) expires: Option<Duration>,
    pub(crate) deleted: Option<Duration>,
    /// The times that a seed gave it, which stand until it is changed.
    pub(crate) given: Map<String, Value>,
}

#[derive(Debug)]
pub(crate) struct StoredFile {
    pub(crate) id: String,
    pub(crate) project_id: String,
    pub(crate) name: String,
    pub(crate) external_file_id: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) content: Bytes,
    pub(crate) modified: Duration,
    pub(crate) deleted: bool,
}

#[derive(Debug)]
pub(crate) struct DirectoryFile {
    pub(crate) id: String,
    pub(crate) directory_id: String,
    pub(crate) project_id: String,
    pub(crate) file_id: String,
    pub(crate) display_name: String,
    pub(crate) unique_id: String,
    pub(crate) metadata: Value,
    pub(crate) created: Duration,
    pub(crate) updated: Duration,
    pub(crate) deleted: Option<Duration>,
    /// The times that a seed gave it, which stand until it is changed.
    pub(crate) given: Map<String, Value>,
}

/// A URL that serves a file to whoever has it, for a while.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) file_id: String,
    pub(crate) expires: Duration,
}

impl State {
    /// A directory that is there: neither deleted nor expired.
    pub(crate) fn directory(&self, id: &str, now: Duration) -> Option<&Directory> {
        self.directories.get(id).filter(|directory| !directory.gone(now))
    }

    /// The files of a directory that are there, oldest first.
    pub(crate) fn files_in<'a>(
        &'a self,
        directory_id: &'a str,
    ) -> impl Iterator<Item = &'a DirectoryFile> {
        let files = self.directory_files.iter();
        files.filter(move |file| file.directory_id == directory_id && file.deleted.is_none())
    }

    pub(crate) fn stored(&self, id: &str) -> Option<&StoredFile> {
        self.files.get(id).filter(|file| !file.deleted)
    }

    /// Puts a file into a directory, and its content behind it.
    pub(crate) fn put(&mut self, directory_id: &str, name: &str, content: Bytes, now: Duration) {
        let project_id = match self.directories.get(directory_id) {
            Some(directory) => directory.project_id.clone(),
            None => DEFAULT_PROJECT.to_owned(),
        };
        let file_id = new_id("file");
        self.files.add(StoredFile {
            id: file_id.clone(),
            project_id: project_id.clone(),
            name: name.to_owned(),
            external_file_id: None,
            purpose: None,
            content,
            modified: now,
            deleted: false,
        });
        self.directory_files.add(DirectoryFile {
            id: new_id("dfl"),
            directory_id: directory_id.to_owned(),
            project_id,
            unique_id: file_id.clone(),
            file_id,
            display_name: name.to_owned(),
            metadata: Value::Null,
            created: now,
            updated: now,
            deleted: None,
            given: Map::new(),
        });
    }
}

impl Directory {
    pub(crate) fn new(id: String, project_id: String, name: String, now: Duration) -> Self {
        Self {
            id,
            project_id,
            name,
            description: None,
            kind: "user".to_owned(),
            system_metadata: Value::Null,
            created: now,
            updated: now,
            expires: None,
            deleted: None,
            given: Map::new(),
        }
    }

    pub(crate) fn gone(&self, now: Duration) -> bool {
        self.deleted.is_some() || self.expires.is_some_and(|at| at <= now)
    }
}

/// Rows in the order in which they were made, found by their id.
#[derive(Debug)]
pub(crate) struct Table<T> {
    rows: Vec<T>,
    places: HashMap<String, usize>,
}

/// What a [`Table`] holds.
pub(crate) trait Row {
    fn id(&self) -> &str;
}

impl<T: Row> Table<T> {
    pub(crate) fn add(&mut self, row: T) {
        self.places.insert(row.id().to_owned(), self.rows.len());
        self.rows.push(row);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.rows.get(*self.places.get(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.rows.get_mut(*self.places.get(id)?)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashMap::new() }
    }
}

macro_rules! rows {
    ($($row:ty),*) => { $(impl Row for $row {
        fn id(&self) -> &str {
            &self.id
        }
    })* };
}
rows!(Directory, StoredFile, DirectoryFile, Job);

/// A fresh id of the service's form: a prefix and a random UUID.
pub(crate) fn new_id(prefix: &str) -> String {
    let random = fastrand::u128(..);
    // The version and variant bits of a random UUID.
    let uuid = random & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let mut text = format!("{uuid:032x}");
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    format!("{prefix}-{text}")
}

/// The project of what is made without a `project_id`.
pub(crate) const DEFAULT_PROJECT: &str = "proj-00000000-0000-4000-8000-000000000000";
