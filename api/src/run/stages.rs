//! The stages of a run, one after another: plan, directory, uploads, job, results.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use endpoint::__private::on_disk;
use endpoint::Error;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use tokio::time::Instant;

use super::error::RunErrorKind;
use super::fate::Fate;
use super::journal::Journal;
use super::line::Record;
use super::plan::{Entry, Past, plan, recorded};
use super::{Run, RunError, RunEvent, RunReport, Settings};
use crate::LlamaCloud;
use crate::batch::{BatchCreateParams, JobConfig, JobType};
use crate::emit::Emitter;
use crate::results::extension;

mod directory;
mod job;
mod results;
mod upload;

/// Does it all, and says on the way what happens.
pub(super) async fn run(run: Run<'_>, emitter: Emitter<RunEvent>) -> Result<RunReport, RunError> {
    let made = Made::default();
    let done = Box::pin(go(run, &emitter, &made)).await;
    done.map_err(|kind| {
        let Made { directory_id, job_id, intent } = made;
        RunError::new(kind, directory_id.into_inner(), job_id.into_inner())
            .in_doubt(intent.get().is_some())
    })
}

/// What a run has made at the service.
#[derive(Default)]
struct Made {
    directory_id: OnceLock<String>,
    job_id: OnceLock<String>,
    /// When an earlier run was about to create the job.
    intent: OnceLock<Timestamp>,
}

async fn go(
    run: Run<'_>,
    emitter: &Emitter<RunEvent>,
    made: &Made,
) -> Result<RunReport, RunErrorKind> {
    let Run { client, documents, params, folder, journal, settings } = run;
    if journal.is_some() && folder.is_none() {
        return Err(
            Error::build("a journal needs a folder for results: name one with `folder`").into()
        );
    }
    let body_sha256 = hash(client, &params, "of the run")?;
    if let Some(folder) = &folder {
        // Where there can't be one, it is told before anything is paid for.
        let to_be_made = folder.clone();
        let made = on_disk(move || std::fs::create_dir_all(to_be_made)).await.flatten();
        made.map_err(|error| RunErrorKind::write(folder, error))?;
    }
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
    if let Some(since) = past.intent() {
        made.intent.get_or_init(|| since);
    }
    let ending = match params.job_config {
        JobConfig::Classify(_) => extension(&JobType::Classify),
        JobConfig::Parse(_) | JobConfig::Unknown(_) => extension(&JobType::Parse),
    };
    let entries = plan(documents.collect(), &mut past, ending, folder.as_deref())?;
    if entries.is_empty() {
        return Err(Error::build("there are no documents: name one at least").into());
    }
    let (entries, mut uploads, mut bytes) = look(entries, folder.clone()).await;
    if past.is_sealed() {
        (uploads, bytes) = (0, 0);
    }
    emitter.emit(RunEvent::Planned { documents: entries.len(), uploads, bytes, resumed });
    for fate in entries.iter().filter_map(|entry| entry.fate.as_deref()) {
        emitter.emit(RunEvent::Finished(fate.clone()));
    }

    let mut stages = Stages { client, emitter, made, journal, folder, entries, params, settings };
    if let Some(job_id) = &past.job_id {
        stages.made.job_id.get_or_init(|| job_id.clone());
    }
    if let Some(report) = recorded(&past, &stages.entries) {
        return Ok(report);
    }
    let directory_id = stages.directory(&past, body_sha256).await?;
    if !past.is_sealed() {
        stages.upload(&directory_id, past.run.is_some()).await?;
    }
    let status = match stages.job(&directory_id, &past).await? {
        Some(job_id) => Some(stages.results(job_id).await?),
        None => None,
    };
    stages.end(&directory_id, status).await
}

/// Looks at what there is on the disk: results that are there, and how much is to be sent.
async fn look(entries: Vec<Entry>, folder: Option<PathBuf>) -> (Vec<Entry>, usize, u64) {
    let entries = Arc::new(Mutex::new(entries));
    let looked = Arc::clone(&entries);
    let looking = on_disk(move || {
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
    folder: Option<PathBuf>,
    entries: Vec<Entry>,
    params: BatchCreateParams,
    settings: Settings,
}

impl Stages<'_> {
    /// Writes down what became of a document.
    async fn finish(&self, entry: &Entry, fate: &Fate) -> Result<(), RunErrorKind> {
        self.write(fate.record(&entry.unique_id)).await?;
        self.emitter.emit(RunEvent::Finished(fate.clone()));
        Ok(())
    }

    async fn write(&self, record: Record) -> Result<(), RunErrorKind> {
        match &self.journal {
            Some(journal) => journal.write(record).await,
            None => Ok(()),
        }
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
    let digest = digest(&SHA256, &preview.body().unwrap_or_default());
    Ok(digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// When `wait` after `then` is over. A restart of the machine lies between, so `then` is by the wall
/// clock; whatever that says, it is not later than if `then` were now.
pub(super) fn after(then: Timestamp, wait: Duration) -> Instant {
    let gone = Timestamp::now().duration_since(then).max(SignedDuration::ZERO);
    Instant::now() + wait.saturating_sub(gone.unsigned_abs())
}
