//! What a sandbox holds: directories, files and jobs.

mod apply;
mod change;
mod given;
mod rows;
mod table;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io;
use std::time::Duration;

use serde_json::Value;

use crate::content::Content;
use crate::jobs::{Fate, Items, Job, Stop};
use crate::journal::Journal;

pub(crate) use change::Change;
pub(crate) use given::Given;
pub(crate) use rows::{Directory, DirectoryFile, StoredFile};
use table::Index;
pub(crate) use table::{Group, Row, Table};

/// Everything that requests read and change. One lock guards it, so each request is done whole or
/// not at all. It is changed by nothing but [`Change`]s, which keep what is derived from the rows in
/// step with them.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) directories: Table<Directory>,
    /// Files as such; a file of a directory names one of these.
    pub(crate) files: Table<StoredFile>,
    pub(crate) directory_files: Table<DirectoryFile>,
    pub(crate) jobs: Table<Job>,
    fates: HashMap<String, Fate>,
    pub(crate) job_time: Duration,

    directories_of: HashMap<String, Group>,
    files_of: HashMap<String, Group>,
    files_in: HashMap<String, Group>,
    jobs_of: HashMap<String, Vec<usize>>,
    /// The jobs of a project by their kind, and by their status at the moment of the last request.
    jobs_by: HashMap<String, HashMap<String, Vec<usize>>>,
    statuses: HashMap<usize, &'static str>,
    /// Which job an item belongs to, and its place there, in the order of dispatch.
    items: Vec<(usize, usize)>,
    index: Index,
    due: BinaryHeap<Reverse<(Duration, Due)>>,
    journal: Journaling,
}

/// Where changes are written down.
#[derive(Debug, Default)]
enum Journaling {
    /// Nothing has to outlast the process.
    #[default]
    Off,
    On(Journal),
    /// The sandbox has ended: nothing may be answered any more.
    Ended,
}

/// What changes by itself at its time.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Due {
    Directory(usize),
    Job(usize),
}

/// A key of the index.
#[derive(Hash)]
pub(crate) enum Key<'a> {
    /// A directory's project and name.
    Directory(&'a str, &'a str),
    /// A stored file's project and name.
    FileName(&'a str, &'a str),
    /// A stored file's project and external id.
    ExternalId(&'a str, &'a str),
    /// A directory, and of its file the unique id, the name or the stored file.
    UniqueId(&'a str, &'a str),
    DisplayName(&'a str, &'a str),
    FileId(&'a str, &'a str),
    /// The directory of a job.
    JobsOver(&'a str),
    Item(&'a str),
    ParseJob(&'a str),
}

impl State {
    pub(crate) fn new(job_time: Duration) -> Self {
        Self { job_time, ..Self::default() }
    }

    /// A directory that is there: neither deleted nor expired.
    pub(crate) fn directory(&self, id: &str, now: Duration) -> Option<&Directory> {
        self.directories.get(id).filter(|directory| !directory.gone(now))
    }

    pub(crate) fn stored(&self, id: &str) -> Option<&StoredFile> {
        self.files.get(id).filter(|file| !file.deleted)
    }

    /// The files of a directory that are there, oldest first.
    pub(crate) fn files_in(&self, directory_id: &str) -> impl Iterator<Item = &DirectoryFile> {
        let places = self.files_in.get(directory_id).into_iter().flat_map(|group| &group.present);
        places.filter_map(|place| self.directory_files.at(*place))
    }

    /// Whether a file of the directory has this unique id.
    pub(crate) fn is_taken(&self, directory_id: &str, unique_id: &str) -> bool {
        let places = self.index.find(Key::UniqueId(directory_id, unique_id)).iter().rev();
        let mut files = places.filter_map(|place| self.directory_files.at(*place));
        files.any(|file| {
            let is_it = file.directory_id == directory_id && file.unique_id == unique_id;
            is_it && file.deleted.is_none()
        })
    }

    pub(crate) fn fate(&self, name: &str) -> Option<&Fate> {
        self.fates.get(name)
    }

    pub(crate) fn directories_of(&self, project_id: &str) -> Option<&Group> {
        self.directories_of.get(project_id)
    }

    pub(crate) fn files_of(&self, project_id: &str) -> Option<&Group> {
        self.files_of.get(project_id)
    }

    pub(crate) fn group_in(&self, directory_id: &str) -> Option<&Group> {
        self.files_in.get(directory_id)
    }

    pub(crate) fn jobs_of(&self, project_id: &str) -> &[usize] {
        self.jobs_of.get(project_id).map_or(&[], Vec::as_slice)
    }

    /// The jobs of a kind, or of a status.
    pub(crate) fn jobs_by(&self, project_id: &str, what: &str) -> &[usize] {
        let by_what = self.jobs_by.get(project_id).and_then(|jobs| jobs.get(what));
        by_what.map_or(&[], Vec::as_slice)
    }

    /// Where rows of a key may be; whoever asks checks them.
    pub(crate) fn find(&self, key: &Key<'_>) -> &[usize] {
        self.index.find(key)
    }

    /// The jobs that an item is part of, and its place there; the oldest first.
    pub(crate) fn items_of(&self, id: &str) -> impl DoubleEndedIterator<Item = (&Job, usize)> {
        self.items_at(Key::Item(id)).filter(move |(job, place)| {
            let item = job.items.as_ref().and_then(|items| items.get(*place));
            item.is_some_and(|item| item.id == id)
        })
    }

    /// The job and the place of the item that a parse job works on.
    pub(crate) fn parsed_by(&self, id: &str) -> Option<(&Job, usize)> {
        self.items_at(Key::ParseJob(id)).rfind(|(job, place)| {
            let item = job.items.as_ref().and_then(|items| items.get(*place));
            item.is_some_and(|item| item.parse_job_id == id)
        })
    }

    fn items_at(&self, key: Key<'_>) -> impl DoubleEndedIterator<Item = (&Job, usize)> {
        let found = self.index.find(key).iter().filter_map(|number| self.items.get(*number));
        found.filter_map(|(job, place)| Some((self.jobs.at(*job)?, *place)))
    }

    pub(crate) fn put_directory(&mut self, directory: Directory, now: Duration) {
        self.change(Change::Directory(directory), now);
    }

    pub(crate) fn put_file(&mut self, file: StoredFile, now: Duration) {
        self.change(Change::File(file), now);
    }

    pub(crate) fn put_directory_file(&mut self, file: DirectoryFile, now: Duration) {
        self.change(Change::DirectoryFile(file), now);
    }

    /// Puts a file into a directory, and its content behind it.
    pub(crate) fn add_file(
        &mut self,
        directory: &str,
        name: &str,
        content: Content,
        now: Duration,
    ) {
        let project_id = match self.directories.get(directory) {
            Some(directory) => directory.project_id.clone(),
            None => DEFAULT_PROJECT.to_owned(),
        };
        let file = StoredFile {
            id: new_id("file"),
            project_id: project_id.clone(),
            name: name.to_owned(),
            external_file_id: None,
            purpose: None,
            content,
            modified: now,
            deleted: false,
        };
        let in_directory = DirectoryFile {
            id: new_id("dfl"),
            directory_id: directory.to_owned(),
            project_id,
            unique_id: file.id.clone(),
            file_id: file.id.clone(),
            display_name: name.to_owned(),
            metadata: Value::Null,
            created: now,
            updated: now,
            deleted: None,
            given: Given::default(),
        };
        self.put_file(file, now);
        self.put_directory_file(in_directory, now);
    }

    pub(crate) fn add_job(&mut self, job: Job, now: Duration) {
        self.change(Change::Job(job), now);
    }

    pub(crate) fn dispatch(&mut self, job_id: &str, items: Items, now: Duration) {
        self.change(Change::Dispatch(job_id.to_owned(), items), now);
    }

    pub(crate) fn stop(&mut self, job_id: &str, stop: Stop, now: Duration) {
        self.change(Change::Stop(job_id.to_owned(), stop), now);
    }

    pub(crate) fn set_fate(&mut self, name: &str, fate: Fate, now: Duration) {
        self.change(Change::Fate(name.to_owned(), fate), now);
    }

    pub(crate) fn advance(&mut self, by: Duration, now: Duration) {
        self.change(Change::Advance(by), now);
    }

    /// Notes a change down, and carries it out.
    fn change(&mut self, change: Change, now: Duration) {
        if let Journaling::On(journal) = &mut self.journal {
            journal.note(&change);
        }
        self.apply(change, now);
    }

    /// Writes down what has changed since the last time, as one that happened at this moment.
    ///
    /// # Errors
    /// If it can't be written: it is tried again with the next.
    pub(crate) fn commit(&mut self, now: Duration) -> io::Result<()> {
        match &mut self.journal {
            Journaling::Off => Ok(()),
            Journaling::On(journal) => journal.commit(now),
            Journaling::Ended => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// From now on changes are written down.
    pub(crate) fn keep_in(&mut self, journal: Journal) {
        self.journal = Journaling::On(journal);
    }

    /// Lets go of the folder that changes were written to.
    pub(crate) fn close(&mut self) {
        if matches!(self.journal, Journaling::On(_)) {
            self.journal = Journaling::Ended;
        }
    }

    /// Everything that is needed to make it again.
    pub(crate) fn snapshot(&self) -> impl Iterator<Item = Change> {
        let directories = self.directories.iter().cloned().map(Change::Directory);
        let files = self.files.iter().cloned().map(Change::File);
        let directory_files = self.directory_files.iter().cloned().map(Change::DirectoryFile);
        let jobs = self.jobs.iter().cloned().map(Change::Job);
        let fates = self.fates.iter().map(|(name, fate)| Change::Fate(name.clone(), fate.clone()));
        directories.chain(files).chain(directory_files).chain(jobs).chain(fates)
    }

    /// The contents of all that is there.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &Content> {
        let items = self.jobs.iter().flat_map(|job| job.items.iter().flat_map(Items::iter));
        self.files.iter().map(|file| &file.content).chain(items.map(|item| &item.content))
    }
}

impl Row for Job {
    fn id(&self) -> &str {
        &self.id
    }
}

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
