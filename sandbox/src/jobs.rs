//! Batch jobs: what they are, and where they stand at a given moment.
//!
//! Nothing runs in the background: a job is a timeline fixed at its creation, and every request
//! first brings the jobs up to its own moment ([`settle`]).

mod dispatch;
mod items;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::state::{Given, new_id};

pub(crate) use dispatch::settle;
pub(crate) use items::{Counts, Fate, Item, Items};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) project_id: String,
    pub(crate) directory_id: Option<String>,
    pub(crate) item_ids: Option<Vec<String>>,
    /// `parse` or `classify`.
    pub(crate) kind: String,
    pub(crate) config: Value,
    pub(crate) record_id: String,
    pub(crate) timeline: Timeline,
    /// None until the job is dispatched.
    pub(crate) items: Option<Items>,
    /// How it was ended before its time.
    pub(crate) stop: Option<Stop>,
    /// What a seed said of it, which stands.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub(crate) given: Given,
}

/// When a job enters each of its states.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Timeline {
    pub(crate) created: Duration,
    pub(crate) dispatched: Duration,
    pub(crate) running: Duration,
    pub(crate) ended: Duration,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Stop {
    pub(crate) at: Duration,
    /// None if it was cancelled.
    pub(crate) failure: Option<String>,
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
    /// A job that begins now, with a fresh id, over nothing yet.
    pub(crate) fn new(project_id: String, config: Value, timeline: Timeline) -> Self {
        let kind = if config.get("rules").is_some() { "classify" } else { "parse" };
        Self {
            id: new_id("bjb"),
            project_id,
            directory_id: None,
            item_ids: None,
            kind: kind.to_owned(),
            config,
            record_id: new_id("jr"),
            timeline,
            items: None,
            stop: None,
            given: Given::default(),
        }
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

    /// When it next enters another state by itself; now or before if it is still to be dispatched.
    pub(crate) fn next_change(&self, now: Duration) -> Option<Duration> {
        let Timeline { dispatched, running, ended, .. } = self.timeline;
        if self.stop.is_some() {
            return None;
        }
        if self.items.is_none() {
            return Some(dispatched);
        }
        [dispatched, running, ended].into_iter().find(|at| *at > now)
    }

    /// Up to when its items have come on: those of a stopped job stand still.
    fn until(&self, now: Duration) -> Duration {
        self.stop.as_ref().map_or(now, |stop| stop.at.min(now))
    }

    pub(crate) fn item_status(&self, item: &Item, now: Duration) -> &'static str {
        let until = self.until(now);
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
        self.items.as_ref().map(|items| items.counts(self.until(now))).unwrap_or_default()
    }

    /// How many items have a status, and the places of those on a page.
    pub(crate) fn items_of_status(
        &self,
        status: Option<&str>,
        now: Duration,
        (offset, limit): (usize, usize),
    ) -> (usize, Vec<usize>) {
        let Some(items) = &self.items else { return (0, Vec::new()) };
        let Some(status) = status else {
            let all = 0..items.len();
            return (items.len(), all.skip(offset).take(limit).collect());
        };
        let places = items.of_status(status, self.until(now), self.stop.is_some());
        (places.len(), places.iter().copied().skip(offset).take(limit).collect())
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
        let item = self.items.as_ref().and_then(|items| items.last_end(now));
        let moments = [dispatched, running].into_iter().chain(item);
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
            "job_type": self.kind,
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
        self.given.over(json)
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
            "job_id": (worked_on && self.kind == "parse").then_some(&item.parse_job_id),
            "job_record_id": worked_on.then(|| item.record_id()),
            "skip_reason": skip,
            "started_at": worked_on.then(|| clock.text(item.starts)),
        });
        item.given.over(json)
    }

    /// The contract's `ProcessingResult`s, once the item is completed.
    pub(crate) fn results(&self, item: &Item, clock: &Clock, now: Duration) -> Vec<Value> {
        if let Some(results) = item.given_results() {
            return results;
        }
        if self.item_status(item, now) != "completed" {
            return Vec::new();
        }
        let result_id = item.result_id();
        vec![json!({
            "item_id": item.id,
            "job_config": self.config,
            "job_type": self.kind,
            "output_s3_path": format!("s3://llama-cloud-sandbox/{}/{}.json", self.id, result_id),
            "parameters_hash": hash(&self.config),
            "processed_at": clock.text(item.ends),
            "result_id": result_id,
            "output_metadata": null,
        })]
    }
}

/// The same for the same parameters, and that is all: how the service makes it is not known.
fn hash(config: &Value) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    config.to_string().hash(&mut hasher);
    format!("{:064x}", hasher.finish())
}
