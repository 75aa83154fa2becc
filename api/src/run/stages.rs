//! The stages of a run, one after another: plan, directory, uploads, job, results.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use endpoint::{Error, Outcome};
use futures_util::stream::{StreamExt, iter};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep_until};

use super::error::RunErrorKind;
use super::fate::{Fate, FateStatus};
use super::intent;
use super::journal::{Journal, Record};
use super::plan::{Entry, Past, plan, recorded};
use super::{Run, RunError, RunEvent, RunReport};
use crate::LlamaCloud;
use crate::batch::{
    BatchCreateParams, BatchJobItem, BatchJobStatus, BatchJobStatusValue, JobConfig, JobType,
};
use crate::directories::upload_all::{Health, Sent, Uploader};
use crate::directories::{
    Directory, DirectoryCreateParams, DirectoryListParams, DirectoryType, UploadFate,
};
use crate::emit::Emitter;
use crate::results::{self, Follow, Found, MANIFEST};
use crate::settle::{SETTLE, Settle};

/// Does it all, and says on the way what happens.
pub(super) async fn run(run: Run<'_>, emitter: Emitter<RunEvent>) -> Result<RunReport, RunError> {
    let made = Made::default();
    let done = Box::pin(go(run, &emitter, &made)).await;
    done.map_err(|kind| {
        let Made { directory_id, job_id } = made;
        RunError::new(kind, directory_id.into_inner(), job_id.into_inner())
    })
}

/// What a run has made at the service.
#[derive(Default)]
struct Made {
    directory_id: OnceLock<String>,
    job_id: OnceLock<String>,
}

async fn go(
    run: Run<'_>,
    emitter: &Emitter<RunEvent>,
    made: &Made,
) -> Result<RunReport, RunErrorKind> {
    let Run { client, documents, params, folder, journal, .. } = run;
    if journal.is_some() && folder.is_none() {
        return Err(
            Error::build("a journal needs a folder for results: name one with `folder`").into()
        );
    }
    let body_sha256 = hash(client, &params, "of the run")?;
    let (journal, mut past) = match journal {
        None => (None, Past::default()),
        Some(path) => {
            let (journal, lines) = Journal::open(&path).await?;
            let past = Past::read(lines, &path)?;
            if past.run.as_ref().is_some_and(|(recorded, _)| *recorded != body_sha256) {
                let what = "it is of a run that does something else with its documents: repeat that \
                            call, or name another file";
                return Err(RunErrorKind::journal(&path, what));
            }
            (Some(journal), past)
        }
    };
    let resumed = past.run.is_some();
    let extension = match params.job_config {
        JobConfig::Classify(_) => results::extension(&JobType::Classify),
        JobConfig::Parse(_) | JobConfig::Unknown(_) => results::extension(&JobType::Parse),
    };
    let entries = plan(documents, &mut past, extension);
    if entries.is_empty() {
        return Err(Error::build("there are no documents: name one at least").into());
    }
    let (entries, uploads, bytes) = look(entries, folder.clone()).await;
    emitter.emit(RunEvent::Planned { documents: entries.len(), uploads, bytes, resumed });
    for fate in entries.iter().filter_map(|entry| entry.fate.as_deref()) {
        emitter.emit(RunEvent::Finished(fate.clone()));
    }

    let mut stages = Stages {
        client,
        emitter,
        made,
        journal,
        folder,
        entries,
        params,
        settings: Settings {
            send_again: run.send_again,
            keep_directory: run.keep_directory,
            uploads_at_once: run.uploads_at_once,
            fetches_at_once: run.fetches_at_once,
            deadline: run.deadline,
            stall: run.stall,
        },
    };
    if let Some(job_id) = &past.job_id {
        stages.made.job_id.get_or_init(|| job_id.clone());
    }
    if let Some(report) = recorded(&past, &stages.entries) {
        return Ok(report);
    }
    let directory_id = stages.directory(&past, body_sha256).await?;
    if !past.is_sealed() {
        stages.upload(&directory_id, past.directory_id.is_some()).await?;
    }
    let status = match stages.job(&directory_id, &past).await? {
        Some(job_id) => Some(stages.results(job_id).await?),
        None => None,
    };
    stages.end(&directory_id, status).await
}

/// Looks at what there is on the disk: results that are there, and how much is to be sent.
async fn look(entries: Vec<Entry>, folder: Option<std::path::PathBuf>) -> (Vec<Entry>, usize, u64) {
    let entries = Arc::new(Mutex::new(entries));
    let looked = Arc::clone(&entries);
    let looking = tokio::task::spawn_blocking(move || {
        let mut entries = looked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = folder {
            entries.iter_mut().for_each(|entry| entry.check(&folder));
        }
        let uploads = entries.iter().filter(|entry| entry.is_to_be_sent()).count();
        (uploads, entries.iter().map(Entry::bytes).sum())
    });
    let (uploads, bytes) = looking.await.unwrap_or_default();
    let entries = std::mem::take(&mut *entries.lock().unwrap_or_else(PoisonError::into_inner));
    (entries, uploads, bytes)
}

struct Stages<'a> {
    client: &'a LlamaCloud,
    emitter: &'a Emitter<RunEvent>,
    made: &'a Made,
    journal: Option<Journal>,
    folder: Option<std::path::PathBuf>,
    entries: Vec<Entry>,
    params: BatchCreateParams,
    settings: Settings,
}

struct Settings {
    send_again: bool,
    keep_directory: bool,
    uploads_at_once: usize,
    fetches_at_once: usize,
    deadline: Option<Duration>,
    stall: Option<Duration>,
}

impl Stages<'_> {
    /// The directory of the run: the one that there is, or a new one.
    async fn directory(&self, past: &Past, body_sha256: String) -> Result<String, RunErrorKind> {
        let directory_id = match (&past.directory_id, &past.run) {
            (Some(directory_id), _) => directory_id.clone(),
            (None, past_run) => {
                let is_known = past_run.is_some();
                let directory_name = match past_run {
                    Some((_, name)) => name.clone(),
                    // Nobody else has it, so that the directory is found by it if the answer is lost.
                    None => format!("batch run {:032x}", fastrand::u128(..)),
                };
                if !is_known {
                    let documents = self.entries.len();
                    let directory_name = directory_name.clone();
                    self.write(Record::Run { body_sha256, directory_name, documents }).await?;
                }
                let found = match is_known {
                    true => self.find_directory(&directory_name).await?,
                    false => None,
                };
                let directory = match found {
                    Some(directory) => directory,
                    None => self.make_directory(&directory_name).await?,
                };
                let directory_id = directory.id;
                self.write(Record::Directory { directory_id: directory_id.clone() }).await?;
                directory_id
            }
        };
        self.made.directory_id.get_or_init(|| directory_id.clone());
        self.emitter.emit(RunEvent::Directory { directory_id: directory_id.clone() });
        Ok(directory_id)
    }

    async fn make_directory(&self, name: &str) -> Result<Directory, Error> {
        let params =
            DirectoryCreateParams::builder().name(name).kind(DirectoryType::Ephemeral).build();
        let error = match self.client.beta().directories().create(&params).await {
            Ok(directory) => return Ok(directory),
            Err(error) if error.outcome() == Outcome::NotDone => return Err(error),
            Err(error) => error,
        };
        let mut settle = Settle::after(&error, SETTLE, None);
        loop {
            match self.find_directory(name).await {
                Ok(Some(directory)) => return Ok(directory),
                Ok(None) => {}
                Err(of_look) => settle.hold_back(&of_look),
            }
            if !settle.again().await {
                return Err(error);
            }
        }
    }

    async fn find_directory(&self, name: &str) -> Result<Option<Directory>, Error> {
        let params = DirectoryListParams::builder().name(name).build();
        let mut directories = self.client.beta().directories().list(&params).items();
        while let Some(directory) = directories.next().await {
            let directory = directory?;
            // A service that does not know the parameter shows others too.
            if directory.name == name {
                return Ok(Some(directory));
            }
        }
        Ok(None)
    }

    /// Uploads what is not there yet. A document that can't be uploaded stops no other; what would fail
    /// all of them ends the run.
    async fn upload(&mut self, directory_id: &str, is_old: bool) -> Result<(), RunErrorKind> {
        let mut uploader = Uploader::new(self.client, directory_id.to_owned());
        let emitter = self.emitter.clone();
        uploader.sent = Arc::new(Sent::new(move |bytes| {
            let is_outdated = |last: &RunEvent| matches!(last, RunEvent::Sent { .. });
            emitter.emit_over(RunEvent::Sent { bytes }, is_outdated);
        }));
        if is_old {
            self.find_uploaded(&uploader).await?;
        }
        let health = Health::new(self.settings.uploads_at_once);
        let (this, uploader, health) = (&*self, &uploader, &health);
        let places = 0..this.entries.len();
        let to_be_sent =
            places.filter(|place| this.entries.get(*place).is_some_and(Entry::is_to_be_sent));
        let uploads = to_be_sent.map(|place| async move {
            let fate = this.upload_one(place, uploader, health).await?;
            Ok::<_, RunErrorKind>((place, fate))
        });
        let mut uploads = iter(uploads).buffer_unordered(this.settings.uploads_at_once);
        let mut fates = Vec::new();
        let mut stopped_by = None;
        while let Some(upload) = uploads.next().await {
            let (place, fate) = upload?;
            let end = match fate {
                UploadFate::Sent(file) => Uploaded::There(file.id.into()),
                UploadFate::Present { id } => Uploaded::There(id.into()),
                UploadFate::Unreadable(why) => Uploaded::Not(why),
                UploadFate::NotTried => continue,
                UploadFate::Failed(error) => {
                    let why = error.to_string();
                    let may_be_there = error.outcome() != Outcome::NotDone;
                    if health.is_failing() {
                        stopped_by.get_or_insert(error);
                    }
                    if may_be_there { Uploaded::Perhaps(why) } else { Uploaded::Not(why) }
                }
            };
            fates.push((place, end));
        }
        drop(uploads);
        if let Some(error) = stopped_by {
            return Err(error.into());
        }
        let mut not_uploaded = Vec::new();
        for (place, end) in fates {
            let Some(entry) = self.entries.get_mut(place) else { continue };
            match end {
                Uploaded::There(file_id) => entry.file_id = Some(file_id),
                Uploaded::Perhaps(why) => entry.doubt = Some(why.into()),
                Uploaded::Not(why) => {
                    entry.end(FateStatus::NotUploaded, why);
                    not_uploaded.push(place);
                }
            }
        }
        for entry in not_uploaded.into_iter().filter_map(|place| self.entries.get(place)) {
            if let Some(fate) = &entry.fate {
                self.finish(entry, fate).await?;
            }
        }
        Ok(())
    }

    async fn upload_one(
        &self,
        place: usize,
        uploader: &Uploader<'_>,
        health: &Health,
    ) -> Result<UploadFate, RunErrorKind> {
        if health.is_failing() {
            return Ok(UploadFate::NotTried);
        }
        let Some(entry) = self.entries.get(place) else { return Ok(UploadFate::NotTried) };
        let Some(document) = &entry.document else {
            let why = "an earlier run began to send it, and it is not named any more";
            return Ok(UploadFate::Unreadable(why.to_owned()));
        };
        self.write(entry.record()).await?;
        let fate = uploader.upload(document, &entry.unique_id).await;
        health.note(&fate);
        if let Some(file_id) = fate.file_id() {
            let (unique_id, file_id) = (entry.unique_id.as_ref().into(), file_id.to_owned());
            self.write(Record::Uploaded { unique_id, file_id }).await?;
            self.emitter.emit(RunEvent::Uploaded { name: entry.name.as_ref().into() });
        }
        Ok(fate)
    }

    /// Finds out what of an interrupted run's uploads has arrived. What may still be on its way is waited
    /// for.
    async fn find_uploaded(&mut self, uploader: &Uploader<'_>) -> Result<(), RunErrorKind> {
        let begun = self.entries.iter().filter(|entry| entry.is_to_be_sent());
        let settled_at =
            begun.filter_map(|entry| entry.begun).max().map(|last| after(last, SETTLE));
        loop {
            let present = uploader.present().await.map_err(|error| self.of_directory(error))?;
            let mut found = Vec::new();
            for (place, entry) in self.entries.iter_mut().enumerate() {
                let file_id = present.get(&entry.unique_id).filter(|_| entry.is_to_be_sent());
                if let Some(file_id) = file_id {
                    entry.file_id = Some(file_id.clone());
                    found.push(place);
                }
            }
            for entry in found.into_iter().filter_map(|place| self.entries.get(place)) {
                let file_id = entry.file_id.as_deref().unwrap_or_default().to_owned();
                let unique_id = entry.unique_id.as_ref().into();
                self.write(Record::Uploaded { unique_id, file_id }).await?;
                self.emitter.emit(RunEvent::Uploaded { name: entry.name.as_ref().into() });
            }
            let is_uncertain = |entry: &Entry| entry.is_to_be_sent() && entry.begun.is_some();
            let settled_at = settled_at.filter(|at| Instant::now() < *at);
            let Some(settled_at) = settled_at.filter(|_| self.entries.iter().any(is_uncertain))
            else {
                return Ok(());
            };
            sleep_until(settled_at).await;
        }
    }

    /// What it means that the directory of an interrupted run can't be listed.
    fn of_directory(&self, error: Error) -> RunErrorKind {
        match &self.journal {
            Some(journal) if error.status().is_some_and(|status| status == 404) => {
                let directory_id = self.made.directory_id.get().map_or("", String::as_str);
                journal.error(format!(
                    "its directory {directory_id} is not there: it has expired, or it is of another \
                     account; name another file to begin anew"
                ))
            }
            _ => error.into(),
        }
    }

    /// The job: the one that there is, or a new one; `None` if there is nothing to be processed.
    async fn job(
        &mut self,
        directory_id: &str,
        past: &Past,
    ) -> Result<Option<String>, RunErrorKind> {
        if let Some(job_id) = self.made.job_id.get() {
            return Ok(Some(job_id.clone()));
        }
        let is_there = |entry: &Entry| entry.file_id.is_some() || entry.doubt.is_some();
        if past.intent.is_none() && !self.entries.iter().any(is_there) {
            return Ok(None);
        }
        self.params.directory_id = Some(directory_id.to_owned());
        let body_sha256 = hash(self.client, &self.params, directory_id)?;
        let mut again = false;
        if let Some(since) = past.intent {
            let search = intent::Search { client: self.client, directory_id, since };
            self.emitter.emit(RunEvent::Searching { since });
            match search.run().await? {
                Some(job) => return self.created(job.id).await.map(Some),
                None if self.settings.send_again => again = true,
                None => return Err(RunErrorKind::Intent(search.error(Vec::new()))),
            }
        }
        self.write(Record::Intent { body_sha256: body_sha256.clone(), again, undone: false })
            .await?;
        let submit = self.client.beta().batch().submit(&self.params).own_directory();
        match submit.await {
            Ok(job) => self.created(job.id).await.map(Some),
            Err(error) => {
                // Of an intent that is known to have come to nothing nobody has to ask what became. One
                // before it may still lead to a job.
                if error.outcome() == Outcome::NotDone && !again {
                    self.write(Record::Intent { body_sha256, again, undone: true }).await?;
                }
                Err(error.into())
            }
        }
    }

    async fn created(&self, job_id: String) -> Result<String, RunErrorKind> {
        self.write(Record::Created { job_id: job_id.clone() }).await?;
        self.made.job_id.get_or_init(|| job_id.clone());
        self.emitter.emit(RunEvent::Created { job_id: job_id.clone() });
        Ok(job_id)
    }

    /// Follows the job to its end, and fetches the results of its items as they finish.
    async fn results(&mut self, job_id: String) -> Result<BatchJobStatus, RunErrorKind> {
        let Settings { fetches_at_once, deadline, stall, .. } = self.settings;
        let fates = Mutex::new(Vec::new());
        let status = {
            let (this, fates) = (&*self, &fates);
            let places = &Places::new(&this.entries);
            let follow = Follow { job_id, deadline, stall };
            let work = |found| async move {
                match found {
                    Found::Status(status) => {
                        this.emitter.emit(RunEvent::Progressed(Box::new(status)))
                    }
                    Found::Item(item, job_type) => {
                        let Some(place) = places.of(&item) else { return Ok(()) };
                        let Some(entry) = this.entries.get(place) else { return Ok(()) };
                        let fate = this.fetch(entry, item, &job_type).await?;
                        this.finish(entry, &fate).await?;
                        let mut fates = fates.lock().unwrap_or_else(PoisonError::into_inner);
                        fates.push((place, fate));
                    }
                }
                Ok(())
            };
            results::work_through(this.client, follow, fetches_at_once, work).await?
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
    ) -> Result<Fate, RunErrorKind> {
        let path = self.folder.as_ref().map(|folder| folder.join(&*entry.result));
        let output = results::fetch(self.client, &item, job_type, path.as_deref()).await?;
        Ok(Fate::of_item(&entry.name, item, output, Some(&entry.result)))
    }

    /// Writes down what became of a document.
    async fn finish(&self, entry: &Entry, fate: &Fate) -> Result<(), RunErrorKind> {
        self.write(fate.record(&entry.unique_id)).await?;
        self.emitter.emit(RunEvent::Finished(fate.clone()));
        Ok(())
    }

    async fn end(
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
            write_manifest(folder, &report).await?;
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
        self.write(Record::Done { job_status }).await?;
        Ok(report)
    }

    async fn write(&self, record: Record) -> Result<(), RunErrorKind> {
        match &self.journal {
            Some(journal) => journal.write(record).await,
            None => Ok(()),
        }
    }
}

/// How an upload ended.
enum Uploaded {
    There(Box<str>),
    Perhaps(String),
    Not(String),
}

/// Which document an item is of.
struct Places<'e> {
    by_file: HashMap<&'e str, usize>,
    /// `None` where several have the name.
    by_name: HashMap<&'e str, Option<usize>>,
}

impl<'e> Places<'e> {
    /// Of the documents that are not at their end.
    fn new(entries: &'e [Entry]) -> Self {
        let mut places = Self { by_file: HashMap::new(), by_name: HashMap::new() };
        for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.fate.is_none()) {
            if let Some(file_id) = &entry.file_id {
                places.by_file.insert(file_id, place);
            }
            let of_name = places.by_name.entry(&entry.name);
            of_name.and_modify(|place| *place = None).or_insert(Some(place));
        }
        places
    }

    /// The contract does not say that the id of an item is that of its file; where it is not, and where
    /// the answer to an upload was lost, the name tells.
    fn of(&self, item: &BatchJobItem) -> Option<usize> {
        let by_file = self.by_file.get(item.item_id.as_str()).copied();
        by_file.or_else(|| *self.by_name.get(item.item_name.as_str())?)
    }
}

/// What tells one job from another that would be created instead. It is one of the whole body, secrets
/// included, and gives none of them away.
fn hash(
    client: &LlamaCloud,
    params: &BatchCreateParams,
    directory_id: &str,
) -> Result<String, Error> {
    let params =
        BatchCreateParams { directory_id: Some(directory_id.to_owned()), ..params.clone() };
    let preview = client.beta().batch().create(&params).preview()?;
    let digest = Sha256::digest(preview.body().unwrap_or_default());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

async fn write_manifest(folder: &Path, report: &RunReport) -> Result<(), RunErrorKind> {
    let manifest = serde_json::json!({
        "job_id": report.job_id,
        "job_status": report.job_status.as_ref().map(|status| status.as_str()),
        "inputs": report.fates.iter().map(Fate::to_json).collect::<Vec<_>>(),
    });
    results::write(&folder.join(MANIFEST), format!("{manifest:#}\n").into_bytes()).await
}

/// When `wait` after `then` is over. A restart of the machine lies between, so `then` is by the wall
/// clock; whatever that says, it is not later than if `then` were now.
pub(super) fn after(then: Timestamp, wait: Duration) -> Instant {
    let gone = Timestamp::now().duration_since(then).max(SignedDuration::ZERO);
    Instant::now() + wait.saturating_sub(gone.unsigned_abs())
}
