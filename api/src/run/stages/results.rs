//! The results of a run, and its end.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use endpoint::Error;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::super::error::RunErrorKind;
use super::super::fate::{Fate, FateStatus};
use super::super::journal::Journal;
use super::super::line::Record;
use super::super::plan::Entry;
use super::super::{RunEvent, RunReport, Settings};
use super::Stages;
use crate::batch::{BatchJobItem, BatchJobStatus, BatchJobStatusValue, JobType};
use crate::results::{self, Follow, Found, MANIFEST, Output, Work};

impl Stages<'_> {
    /// Follows the job to its end, and fetches the results of its items as they finish.
    pub(super) async fn results(&mut self, job_id: String) -> Result<BatchJobStatus, RunErrorKind> {
        let Settings { fetches_at_once, deadline, stall, .. } = self.settings;
        let (fates, lost_in_a_row) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
        let status = {
            let (this, fates, lost_in_a_row) = (&*self, &fates, &lost_in_a_row);
            let places = &Places::new(&this.entries);
            let follow = Follow { job_id, deadline, stall };
            let work = |found| -> Work<'_> {
                Box::pin(async move {
                    match found {
                        Found::Status(status) => {
                            this.emitter.emit(RunEvent::Progressed(Box::new(status)))
                        }
                        Found::Item(item, job_type) => {
                            let Some(place) = places.of(&item) else { return Ok(()) };
                            let Some(entry) = this.entries.get(place) else { return Ok(()) };
                            let fate = this.fetch(entry, item, &job_type, lost_in_a_row).await?;
                            this.finish(entry, &fate).await?;
                            let mut fates = fates.lock().unwrap_or_else(PoisonError::into_inner);
                            fates.push((place, fate));
                        }
                    }
                    Ok(())
                })
            };
            results::work_through(this.client, follow, fetches_at_once, &work).await?
        };
        for (place, fate) in fates.into_inner().unwrap_or_else(PoisonError::into_inner) {
            if let Some(entry) = self.entries.get_mut(place) {
                entry.fate = Some(Box::new(fate));
            }
        }
        Ok(status)
    }

    async fn fetch(
        &self,
        entry: &Entry,
        item: BatchJobItem,
        job_type: &JobType,
        lost_in_a_row: &AtomicUsize,
    ) -> Result<Fate, RunErrorKind> {
        let held = self.journal.clone();
        let path = self.folder.as_ref().map(|folder| folder.join(&*entry.result));
        let output = results::fetch(self.client, &item, job_type, path.as_deref(), held).await?;
        match &output {
            Output::File { .. } | Output::Text(_) => lost_in_a_row.store(0, Ordering::Relaxed),
            Output::Lost { error: Some(_), .. } => {
                lost_in_a_row.fetch_add(1, Ordering::Relaxed);
            }
            Output::Lost { .. } | Output::None => {}
        }
        // One result that can't be had is lost. When none can be had any more it is not the results, and
        // with a journal the run goes on when that is mended.
        let most = self.settings.fetches_at_once.saturating_add(LOST_IN_A_ROW);
        let output = match output {
            Output::Lost { error: Some(error), .. }
                if self.journal.is_some() && lost_in_a_row.load(Ordering::Relaxed) > most =>
            {
                return Err(error.into());
            }
            output => output,
        };
        Ok(Fate::of_item(&entry.name, item, output, Some(&entry.result)))
    }

    pub(super) async fn end(
        mut self,
        directory_id: &str,
        status: Option<BatchJobStatus>,
    ) -> Result<RunReport, RunErrorKind> {
        let job = status.map(|status| status.job);
        for place in 0..self.entries.len() {
            let Some(entry) = self.entries.get_mut(place).filter(|entry| entry.fate.is_none())
            else {
                continue;
            };
            match (entry.doubt.take(), &entry.file_id, job.as_ref().map(|job| &job.status)) {
                (Some(why), ..) => entry.end(FateStatus::NotUploaded, why),
                (None, None, _) => {
                    let why = "nobody can tell whether it arrived; the job has no item for it";
                    entry.end(FateStatus::NotUploaded, why);
                }
                (None, Some(_), Some(BatchJobStatusValue::Failed)) => {
                    let why = job.as_ref().and_then(|job| job.error_message.as_deref());
                    entry.end(FateStatus::Failed, why.unwrap_or("the job failed"));
                }
                (None, Some(_), Some(BatchJobStatusValue::Cancelled)) => {
                    entry.end(FateStatus::Cancelled, "the job was cancelled");
                }
                (None, Some(_), _) => entry.end(FateStatus::Lost, "the job has no item for it"),
            }
            if let Some(entry) = self.entries.get(place)
                && let Some(fate) = &entry.fate
            {
                self.finish(entry, fate).await?;
            }
        }
        let fates = self.entries.iter_mut().filter_map(|entry| entry.fate.take());
        let fates: Vec<Fate> = fates.map(|fate| *fate).collect();
        let mut report = RunReport {
            job_id: self.made.job_id.get().cloned(),
            job_status: job.as_ref().map(|job| job.status.clone()),
            job_error: job.and_then(|job| job.error_message),
            directory_id: Some(directory_id.to_owned()),
            fates,
        };
        if let Some(folder) = &self.folder {
            write_manifest(folder, &report, self.journal.clone()).await?;
        }
        // What is lost may yet be found, and only there.
        let is_of_use = report.count(FateStatus::Lost) > 0;
        if !self.settings.keep_directory && !is_of_use {
            let deleted = self.client.beta().directories().delete(directory_id).await;
            let is_gone = |error: &Error| error.status().is_some_and(|status| status == 404);
            match deleted {
                Ok(()) => report.directory_id = None,
                Err(error) if is_gone(&error) => report.directory_id = None,
                // It expires by itself, and is named in the report.
                Err(_) => {}
            }
        }
        let job_status = report.job_status.as_ref().map(ToString::to_string);
        let (job_error, directory_id) = (report.job_error.clone(), report.directory_id.clone());
        self.write(Record::Done { job_status, job_error, directory_id }).await?;
        Ok(report)
    }
}

/// Which document an item is of.
struct Places<'e> {
    by_file: HashMap<&'e str, usize>,
    /// Under which they are shown: no two have one.
    by_name: HashMap<&'e str, usize>,
    /// Which of them have an item.
    taken: Mutex<Vec<bool>>,
}

impl<'e> Places<'e> {
    /// Of the documents that are not at their end.
    fn new(entries: &'e [Entry]) -> Self {
        let taken = Mutex::new(vec![false; entries.len()]);
        let mut places = Self { by_file: HashMap::new(), by_name: HashMap::new(), taken };
        for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.fate.is_none()) {
            if let Some(file_id) = &entry.file_id {
                places.by_file.insert(file_id, place);
            }
            places.by_name.insert(&entry.unique_id, place);
        }
        places
    }

    /// The contract does not say that the id of an item is that of its file; where it is not, and where
    /// the answer to an upload was lost, the name tells.
    fn of(&self, item: &BatchJobItem) -> Option<usize> {
        let by_file = self.by_file.get(item.item_id.as_str()).copied();
        let place = by_file.or_else(|| self.by_name.get(item.item_name.as_str()).copied())?;
        // A directory may hold a copy of a document. The results of both would go to one file.
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let had_one = std::mem::replace(taken.get_mut(place)?, true);
        (!had_one).then_some(place)
    }
}

/// What stands in the manifest.
struct Manifest<'r>(&'r RunReport);

impl Serialize for Manifest<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("job_id", &report.job_id)?;
        let status = report.job_status.as_ref().map(|status| status.as_str());
        map.serialize_entry("job_status", &status)?;
        map.serialize_entry("inputs", &Fates(&report.fates))?;
        map.end()
    }
}

/// Written one by one: as one value they would take more memory than all else of a run.
struct Fates<'r>(&'r [Fate]);

impl Serialize for Fates<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Fate::to_json))
    }
}

async fn write_manifest(
    folder: &Path,
    report: &RunReport,
    held: Option<Journal>,
) -> Result<(), RunErrorKind> {
    let path = folder.join(MANIFEST);
    let mut text = endpoint::__private::pretty(&Manifest(report))
        .map_err(|error| RunErrorKind::write(&path, error.into()))?;
    text.push(b'\n');
    results::write(&path, text, held).await
}

const LOST_IN_A_ROW: usize = 8;
