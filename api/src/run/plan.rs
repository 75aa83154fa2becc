//! What is to be done: the documents of a run, and what its journal says of them.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use endpoint::Error;
use indexmap::IndexMap;
use jiff::Timestamp;

use super::RunReport;
use super::error::RunErrorKind;
use super::fate::{Fate, FateStatus};
use super::line::{Line, Record};
use crate::documents::{Document, Names, Source, file_name_of};
use crate::results::MANIFEST;

/// What a journal says.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// The hash of what is to be done, and the name of the directory.
    pub(super) run: Option<(String, String)>,
    pub(super) directory_id: Option<String>,
    /// By their unique ids, in the order in which they came.
    documents: IndexMap<String, PastDocument>,
    /// When the job was about to be created, but for when that provably came to nothing.
    intents: Vec<Timestamp>,
    pub(super) job_id: Option<String>,
    done: Option<PastEnd>,
}

/// How a run ended.
#[derive(Debug)]
struct PastEnd {
    job_status: Option<String>,
    job_error: Option<String>,
    directory_id: Option<String>,
}

#[derive(Debug, Default)]
struct PastDocument {
    name: String,
    path: Option<String>,
    result: Option<String>,
    begun: bool,
    over_by: Option<Timestamp>,
    file_id: Option<String>,
    fate: Option<Fate>,
}

impl Past {
    pub(super) fn read(lines: Vec<Line>, path: &Path) -> Result<Self, RunErrorKind> {
        let mut past = Self::default();
        for Line { t, record } in lines {
            if past.run.is_none() && !matches!(record, Record::Run { .. }) {
                return Err(RunErrorKind::journal(path, "it does not begin with a run"));
            }
            past.take(t, record);
        }
        Ok(past)
    }

    fn take(&mut self, t: Timestamp, record: Record) {
        match record {
            Record::Run { body_sha256, directory_name, .. } => {
                self.run = Some((body_sha256, directory_name));
            }
            Record::Directory { directory_id } => {
                self.directory_id = Some(directory_id);
                let documents = self.documents.values_mut();
                for document in documents.filter(|document| document.begun) {
                    document.over_by.get_or_insert(t);
                }
            }
            Record::Uploading { unique_id, name, path, result } => {
                let document = self.document(unique_id);
                (document.name, document.path, document.result) = (name, path, result);
                (document.begun, document.over_by) = (true, None);
            }
            Record::Uploaded { unique_id, file_id } => {
                self.document(unique_id).file_id = Some(file_id);
            }
            Record::Intent { undone: true, .. } => {
                self.intents.pop();
            }
            Record::Intent { .. } => self.intents.push(t),
            Record::Created { job_id } => self.job_id = Some(job_id),
            Record::Done { job_status, job_error, directory_id } => {
                self.done = Some(PastEnd { job_status, job_error, directory_id });
            }
            record @ Record::Result { .. } => {
                if let Some((unique_id, fate)) = Fate::recorded(record) {
                    let document = self.document(unique_id);
                    document.name.clone_from(&fate.name);
                    document.fate = Some(fate);
                }
            }
        }
    }

    fn document(&mut self, unique_id: String) -> &mut PastDocument {
        self.documents.entry(unique_id).or_default()
    }

    /// Whether the job is there, or may be: then no document can be added to it.
    pub(super) fn is_sealed(&self) -> bool {
        self.job_id.is_some() || self.intent().is_some()
    }

    /// When the job was last about to be created, as far as something can have come of it.
    pub(super) fn intent(&self) -> Option<Timestamp> {
        self.intents.last().copied()
    }

    /// Whether nothing is left to be done about a document of this fate: what is lost may be found by
    /// another look, and what could not be uploaded can be as long as there is no job.
    fn is_over(&self, fate: &Fate) -> bool {
        match fate.status {
            FateStatus::Lost => false,
            FateStatus::NotUploaded => self.is_sealed() || self.done.is_some(),
            _ => true,
        }
    }
}

/// A document of a run, and how far it has come.
#[derive(Debug)]
pub(super) struct Entry {
    /// What is sent; `None` if an earlier run began to send it, and it is not named any more.
    pub(super) document: Option<Document>,
    pub(super) name: Box<str>,
    pub(super) unique_id: Box<str>,
    /// Where its result goes, within the folder of results.
    pub(super) result: Box<str>,
    /// Whether an earlier run began to send it.
    pub(super) begun: bool,
    /// When that run was over at the latest, as another went on.
    pub(super) over_by: Option<Timestamp>,
    /// Its file in the directory.
    pub(super) file_id: Option<Box<str>>,
    /// Why it could not be uploaded, if it may have arrived all the same.
    pub(super) doubt: Option<Box<str>>,
    /// Its end; nothing is left to be done then.
    pub(super) fate: Option<Box<Fate>>,
}

/// Joins the documents that are named with those that a journal knows.
pub(super) fn plan(
    documents: Vec<Document>,
    past: &mut Past,
    extension: &str,
    folder: Option<&Path>,
) -> Result<Vec<Entry>, Error> {
    let earlier = std::mem::take(&mut past.documents);
    let (mut unique_ids, mut results) = (Names::default(), Names::default());
    results.take(MANIFEST);
    // No result takes the place of what it is made of.
    for place in folder.into_iter().flat_map(|folder| places_in(folder, &documents)) {
        if place == MANIFEST {
            return Err(Error::build(format!(
                "the folder for results has a document named `{MANIFEST}`, as the list of all results is \
                 named: choose another folder"
            )));
        }
        results.take_path(&place);
    }
    for (unique_id, document) in &earlier {
        unique_ids.take(unique_id);
        if let Some(result) = &document.result {
            results.take_path(result);
        }
    }
    // A document is told by where it is, or by its name if it is nowhere; those of one name by their order.
    let mut earlier: Vec<_> = earlier.into_iter().map(Some).collect();
    let mut known = HashMap::<_, VecDeque<_>>::new();
    for (place, (_, of)) in earlier.iter().flatten().enumerate() {
        let key = (of.path.is_some(), of.path.clone().unwrap_or_else(|| of.name.clone()));
        known.entry(key).or_default().push_back(place);
    }

    let mut entries = Vec::new();
    for document in documents {
        let path = place_of(&document);
        let key = (path.is_some(), path.unwrap_or_else(|| document.name().to_owned()));
        let place = known.get_mut(&key).and_then(VecDeque::pop_front);
        let of_earlier = place.and_then(|place| earlier.get_mut(place)?.take());
        let (unique_id, of) = of_earlier.unwrap_or_else(|| {
            let unique_id = unique_ids.free(document.name());
            (unique_id.into(), PastDocument::new(document.name(), past.is_sealed()))
        });
        entries.push(of.into_entry(unique_id, Some(document), past, &mut results, extension));
    }
    let forgotten = earlier.into_iter().flatten();
    entries
        .extend(forgotten.map(|(id, of)| of.into_entry(id, None, past, &mut results, extension)));
    Ok(entries)
}

/// The paths of those documents that are in this folder, within it.
fn places_in(folder: &Path, documents: &[Document]) -> Vec<String> {
    let Ok(folder) = std::path::absolute(folder) else { return Vec::new() };
    let paths = documents.iter().filter_map(|document| document.path());
    paths
        .filter_map(|path| {
            let path = std::path::absolute(path).ok()?;
            Some(file_name_of(&path.strip_prefix(&folder).ok()?.to_string_lossy()))
        })
        .collect()
}

/// Where a document is, as it stands in a journal.
fn place_of(document: &Document) -> Option<String> {
    document.path().map(|path| path.to_string_lossy().into_owned())
}

impl PastDocument {
    /// One that no journal knows.
    fn new(name: &str, is_too_late: bool) -> Self {
        let why = "it was not there when the job was created";
        let fate = is_too_late.then(|| Fate::because(name, FateStatus::Skipped, why));
        Self { name: name.to_owned(), fate, ..Self::default() }
    }

    fn into_entry(
        self,
        unique_id: String,
        document: Option<Document>,
        past: &Past,
        results: &mut Names,
        extension: &str,
    ) -> Entry {
        let result = self.result.map(Into::into);
        Entry {
            document,
            unique_id: unique_id.into(),
            result: result
                .unwrap_or_else(|| results.free_path(&file_name_of(&self.name), extension)),
            name: self.name.into(),
            begun: self.begun,
            over_by: self.over_by,
            file_id: self.file_id.map(Into::into),
            doubt: None,
            fate: self.fate.filter(|fate| past.is_over(fate)).map(Box::new),
        }
    }
}

impl Entry {
    /// Whether it is still to be sent.
    pub(super) fn is_to_be_sent(&self) -> bool {
        self.fate.is_none() && self.file_id.is_none() && self.doubt.is_none()
    }

    /// How many bytes there are to be sent of it, as far as that is known.
    pub(super) fn bytes(&self) -> u64 {
        match self.document.as_ref().map(Document::source) {
            Some(Source::File(path)) if self.is_to_be_sent() => {
                path.metadata().map(|metadata| metadata.len()).unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// Forgets a result whose file is not there any more as it was written.
    pub(super) fn check(&mut self, folder: &Path) {
        let Some(fate) = &self.fate else { return };
        let Some(result) = &fate.result else { return };
        let len = folder.join(result).metadata().map(|metadata| metadata.len()).ok();
        if len.is_none() || len != fate.bytes {
            self.fate = None;
        }
    }

    pub(super) fn record(&self) -> Record {
        Record::Uploading {
            unique_id: self.unique_id.as_ref().into(),
            name: self.name.as_ref().into(),
            path: self.document.as_ref().and_then(place_of),
            result: Some(self.result.as_ref().into()),
        }
    }

    /// Ends it with this fate.
    pub(super) fn end(&mut self, status: FateStatus, why: impl Into<String>) {
        self.fate = Some(Box::new(Fate::because(&self.name, status, why)));
    }
}

/// What a run came to that was at its end before.
pub(super) fn recorded(past: &Past, entries: &[Entry]) -> Option<RunReport> {
    let PastEnd { job_status, job_error, directory_id } = past.done.as_ref()?;
    let fates = entries.iter().map(|entry| entry.fate.as_deref().cloned());
    Some(RunReport {
        job_id: past.job_id.clone(),
        job_status: job_status.as_deref().map(Into::into),
        job_error: job_error.clone(),
        directory_id: directory_id.clone(),
        fates: fates.collect::<Option<_>>()?,
    })
}
