//! Batch jobs.

use serde_json::{Value, json};

use super::page::offset_page;
use super::{Reject, Reply, Request, State};
use crate::jobs::{self, Job, Stop, Timeline};
use crate::state::new_id;

pub(super) const NO_JOB: &str = "Batch job not found";

pub(super) fn create(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let directory_id = request.text("directory_id").map(str::to_owned);
    let item_ids = request.body.get("item_ids").and_then(Value::as_array).map(|ids| {
        ids.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<String>>()
    });
    if directory_id.is_none() && item_ids.is_none() {
        return Err(Reject::bad_request("Either directory_id or item_ids must be provided"));
    }
    if directory_id.as_ref().is_some_and(|id| state.directory(id, request.now).is_none()) {
        return Err(Reject::not_found(super::directories::NO_DIRECTORY));
    }
    let id = new_id("bjb");
    state.jobs.add(Job {
        id: id.clone(),
        project_id: request.project().to_owned(),
        directory_id,
        item_ids,
        config: request.body.get("job_config").cloned().unwrap_or_default(),
        record_id: new_id("jr"),
        timeline: Timeline::new(request.now, state.job_time),
        items: None,
        stop: None,
        given: serde_json::Map::new(),
    });
    jobs::settle(state, request.now);
    let job = job(state, &id)?;
    Ok(Reply::ok(&job.to_json(request.clock, request.now)))
}

pub(super) fn list(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let query = &request.query;
    let asked = |name: &str, value: Option<&str>| match query.one(name) {
        Some(wanted) => value == Some(wanted),
        None => true,
    };
    let jobs: Vec<&Job> = state
        .jobs
        .iter()
        .rev()
        .filter(|job| job.project_id == request.project())
        .filter(|job| asked("directory_id", job.directory_id.as_deref()))
        .filter(|job| asked("job_type", Some(job.kind())))
        .filter(|job| asked("status", Some(job.status(request.now))))
        .collect();
    Ok(offset_page(query, &jobs, |job| job.to_json(request.clock, request.now)))
}

pub(super) fn get_status(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let job = job(state, request.id(0))?;
    Ok(Reply::ok(&json!({
        "job": job.to_json(request.clock, request.now),
        "progress_percentage": job.progress(request.now),
    })))
}

/// A job that has ended is left as it is, and says so.
pub(super) fn cancel(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let now = request.now;
    let job = state.jobs.get_mut(request.id(0)).ok_or(Reject::not_found(NO_JOB))?;
    let message = if job.ended(now).is_some() {
        match job.status(now) {
            "completed" => "The job had already completed",
            "failed" => "The job had already failed",
            _ => "The job had already been cancelled",
        }
    } else {
        job.stop = Some(Stop { at: now, failure: None });
        "Batch job cancelled"
    };
    Ok(Reply::ok(&json!({
        "job_id": job.id,
        "message": message,
        "processed_items": job.counts(now).completed,
        "status": job.status(now),
    })))
}

pub(super) fn job<'a>(state: &'a State, id: &str) -> Result<&'a Job, Reject> {
    state.jobs.get(id).ok_or(Reject::not_found(NO_JOB))
}
