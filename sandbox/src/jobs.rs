//! Batch jobs: what they are, and where they stand at a given moment.
//!
//! Nothing runs in the background: a job is a timeline fixed at its creation, and every request
//! first brings the jobs up to its own moment ([`settle`]).

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::clock::Clock;
use crate::state::{State, new_id};

#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) project_id: String,
    pub(crate) directory_id: Option<String>,
    pub(crate) item_ids: Option<Vec<String>>,
    pub(crate) config: Value,
    pub(crate) record_id: String,
    pub(crate) timeline: Timeline,
    /// None until the job is dispatched.
    pub(crate) items: Option<Vec<Item>>,
    /// How it was ended before its time.
    pub(crate) stop: Option<Stop>,
    /// What a seed said of it, which stands.
    pub(crate) given: Map<String, Value>,
}

/// When a job enters each of its states.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline {
    pub(crate) created: Duration,
    pub(crate) dispatched: Duration,
    pub(crate) running: Duration,
    pub(crate) ended: Duration,
}

#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) at: Duration,
    /// None if it was cancelled.
    pub(crate) failure: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) content: Bytes,
    pub(crate) fate: Fate,
    pub(crate) starts: Duration,
    pub(crate) ends: Duration,
    pub(crate) parse_job_id: String,
    pub(crate) record_id: String,
    pub(crate) result_id: String,
    /// What a seed said of it, which stands.
    pub(crate) given: Map<String, Value>,
    /// The results that a seed gave it.
    pub(crate) results: Option<Vec<Value>>,
}

/// What becomes of an item in its time.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    Completed,
    Failed(String),
    Skipped(String),
}

/// How many items have come to which end.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) total: usize,
    pub(crate) completed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Timeline {
    /// A tenth of the time pending, up to a quarter dispatched, the rest running.
    pub(crate) fn new(created: Duration, job_time: Duration) -> Self {
        Self {
            created,
            dispatched: created.saturating_add(job_time / 10),
            running: created.saturating_add(job_time / 4),
            ended: created.saturating_add(job_time),
        }
    }
}

impl Job {
    pub(crate) fn kind(&self) -> &str {
        if let Some(kind) = self.given.get("job_type").and_then(Value::as_str) {
            return kind;
        }
        if self.config.get("rules").is_some() { "classify" } else { "parse" }
    }

    pub(crate) fn status(&self, now: Duration) -> &'static str {
        let Timeline { dispatched, running, ended, .. } = self.timeline;
        match &self.stop {
            Some(Stop { failure: Some(_), .. }) => "failed",
            Some(_) => "cancelled",
            None if now >= ended => "completed",
            None if now >= running => "running",
            None if now >= dispatched => "dispatched",
            None => "pending",
        }
    }

    /// Whether it is at an end, when it ended.
    pub(crate) fn ended(&self, now: Duration) -> Option<Duration> {
        let ended = self.timeline.ended;
        self.stop.as_ref().map(|stop| stop.at).or((now >= ended).then_some(ended))
    }

    pub(crate) fn item_status(&self, item: &Item, now: Duration) -> &'static str {
        let until = self.stop.as_ref().map_or(now, |stop| stop.at.min(now));
        if until >= item.ends {
            return match item.fate {
                Fate::Completed => "completed",
                Fate::Failed(_) => "failed",
                Fate::Skipped(_) => "skipped",
            };
        }
        match self.stop {
            Some(_) => "cancelled",
            None if until >= item.starts => "processing",
            None => "pending",
        }
    }

    pub(crate) fn counts(&self, now: Duration) -> Counts {
        let items = self.items.as_deref().unwrap_or_default();
        let mut counts = Counts { total: items.len(), ..Counts::default() };
        for item in items {
            match self.item_status(item, now) {
                "completed" => counts.completed += 1,
                "failed" => counts.failed += 1,
                "skipped" => counts.skipped += 1,
                _ => {}
            }
        }
        counts
    }

    pub(crate) fn progress(&self, now: Duration) -> f64 {
        let counts = self.counts(now);
        if self.status(now) == "completed" {
            return 100.0;
        }
        if counts.total == 0 {
            return 0.0;
        }
        let done = counts.completed + counts.failed + counts.skipped;
        100.0 * done as f64 / counts.total as f64
    }

    fn updated(&self, now: Duration) -> Duration {
        let Timeline { created, dispatched, running, .. } = self.timeline;
        let items = self.items.iter().flatten().map(|item| item.ends);
        let moments = [dispatched, running].into_iter().chain(items);
        let last = moments.filter(|at| *at <= now).max().unwrap_or(created);
        self.ended(now).unwrap_or(last)
    }

    /// The contract's `BatchJob`.
    pub(crate) fn to_json(&self, clock: &Clock, now: Duration) -> Value {
        let counts = self.counts(now);
        let running = self.timeline.running;
        let reached = self.ended(now).unwrap_or(now);
        let failure = self.stop.as_ref().and_then(|stop| stop.failure.as_deref());
        let json = json!({
            "id": self.id,
            "job_type": self.kind(),
            "project_id": self.project_id,
            "status": self.status(now),
            "total_items": counts.total,
            "completed_at": self.ended(now).map(|at| clock.text(at)),
            "created_at": clock.text(self.timeline.created),
            "directory_id": self.directory_id,
            "effective_at": clock.text(self.timeline.created),
            "error_message": failure,
            "failed_items": counts.failed,
            "job_record_id": self.record_id,
            "processed_items": counts.completed,
            "skipped_items": counts.skipped,
            "started_at": (reached >= running).then(|| clock.text(running)),
            "updated_at": clock.text(self.updated(now)),
            "workflow_id": format!("wf-{}", self.id),
        });
        overlaid(json, &self.given)
    }

    /// The contract's `BatchJobItem`.
    pub(crate) fn item_json(&self, item: &Item, clock: &Clock, now: Duration) -> Value {
        let status = self.item_status(item, now);
        let worked_on = matches!(status, "processing" | "completed" | "failed");
        let completed_at = match status {
            "completed" | "failed" => Some(item.ends),
            "cancelled" => self.stop.as_ref().map(|stop| stop.at),
            _ => None,
        };
        let (error, skip) = match (&item.fate, status) {
            (Fate::Failed(message), "failed") => (Some(message), None),
            (Fate::Skipped(reason), "skipped") => (None, Some(reason)),
            _ => (None, None),
        };
        let json = json!({
            "item_id": item.id,
            "item_name": item.name,
            "status": status,
            "completed_at": completed_at.map(|at| clock.text(at)),
            "effective_at": clock.text(self.timeline.created),
            "error_message": error,
            "job_id": (worked_on && self.kind() == "parse").then_some(&item.parse_job_id),
            "job_record_id": worked_on.then_some(&item.record_id),
            "skip_reason": skip,
            "started_at": worked_on.then(|| clock.text(item.starts)),
        });
        overlaid(json, &item.given)
    }

    /// The contract's `ProcessingResult`s, once the item is completed.
    pub(crate) fn results(&self, item: &Item, clock: &Clock, now: Duration) -> Vec<Value> {
        if let Some(results) = &item.results {
            return results.clone();
        }
        if self.item_status(item, now) != "completed" {
            return Vec::new();
        }
        vec![json!({
            "item_id": item.id,
            "job_config": self.config,
            "job_type": self.kind(),
            "output_s3_path": format!("s3://llama-cloud-sandbox/{}/{}.json", self.id, item.result_id),
            "parameters_hash": hash(&self.config),
            "processed_at": clock.text(item.ends),
            "result_id": item.result_id,
            "output_metadata": null,
        })]
    }
}

/// The same with these members instead of its own.
pub(crate) fn overlaid(mut json: Value, given: &Map<String, Value>) -> Value {
    if let Some(members) = json.as_object_mut() {
        members.extend(given.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    json
}

/// Dispatches the jobs whose time has come: their items are the files of that moment.
pub(crate) fn settle(state: &mut State, now: Duration) {
    let due =
        |job: &&Job| job.items.is_none() && job.stop.is_none() && job.timeline.dispatched <= now;
    let due: Vec<String> = state.jobs.iter().filter(due).map(|job| job.id.clone()).collect();
    for id in due {
        dispatch(state, &id);
    }
}

fn dispatch(state: &mut State, id: &str) {
    let Some(job) = state.jobs.get(id) else { return };
    let Timeline { dispatched, running, ended, .. } = job.timeline;
    let found: Vec<(String, String, Bytes, Fate)> = match (&job.item_ids, &job.directory_id) {
        (Some(item_ids), _) => item_ids.iter().map(|id| find_item(state, id)).collect(),
        (None, Some(directory)) if state.directory(directory, dispatched).is_none() => {
            let failure = Some("The directory was deleted before the job began".to_owned());
            if let Some(job) = state.jobs.get_mut(id) {
                job.stop = Some(Stop { at: dispatched, failure });
            }
            return;
        }
        (None, Some(directory)) => {
            state.files_in(directory).map(|file| find_item(state, &file.id)).collect()
        }
        (None, None) => Vec::new(),
    };
    let slots = u32::try_from(found.len()).unwrap_or(u32::MAX).max(1);
    let slot = ended.saturating_sub(running) / slots;
    let last = found.len().saturating_sub(1);
    let mut starts = running;
    let mut items = Vec::with_capacity(found.len());
    for (index, (item_id, name, content, fate)) in found.into_iter().enumerate() {
        let next = if index == last { ended } else { starts.saturating_add(slot) };
        // Skipping takes no time.
        let ends = if matches!(fate, Fate::Skipped(_)) { starts } else { next };
        let parse_job_id = new_id("pjb");
        state.parse_jobs.insert(parse_job_id.clone(), (id.to_owned(), index));
        items.push(Item {
            id: item_id,
            name,
            content,
            fate,
            starts,
            ends,
            parse_job_id,
            record_id: new_id("jr"),
            result_id: new_id("res"),
            given: Map::new(),
            results: None,
        });
        starts = next;
    }
    if let Some(job) = state.jobs.get_mut(id) {
        job.items = Some(items);
    }
}

/// Name, content and fate of an item: a file of a directory, or a stored file.
fn find_item(state: &State, id: &str) -> (String, String, Bytes, Fate) {
    let in_directory = state.directory_files.get(id).filter(|file| file.deleted.is_none());
    let (name, stored) = match in_directory {
        Some(file) => (file.display_name.clone(), state.stored(&file.file_id)),
        None => {
            let stored = state.stored(id);
            (stored.map_or_else(|| id.to_owned(), |file| file.name.clone()), stored)
        }
    };
    let told = state.fates.iter().rfind(|(of, _)| *of == name).map(|(_, fate)| fate.clone());
    let (content, fate) = match stored {
        None if in_directory.is_some() => (Bytes::new(), failed("The stored file was deleted")),
        None => (Bytes::new(), failed("No such file")),
        Some(file) if file.content.is_empty() => {
            (Bytes::new(), told.unwrap_or_else(|| failed("The file is empty")))
        }
        Some(file) => (file.content.clone(), told.unwrap_or(Fate::Completed)),
    };
    (id.to_owned(), name, content, fate)
}

fn failed(message: &str) -> Fate {
    Fate::Failed(message.to_owned())
}

/// The same for the same parameters, and that is all: how the service makes it is not known.
fn hash(config: &Value) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    config.to_string().hash(&mut hasher);
    format!("{:064x}", hasher.finish())
}
