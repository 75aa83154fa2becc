//! Batch jobs.

use serde_json::{Value, json};

use super::page::{Rows, offset_page, window};
use super::{Reject, Reply, Request, State};
use crate::jobs::{self, Job, Stop, Timeline};
use crate::state::Key;

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
    let config = request.body.get("job_config").cloned().unwrap_or_default();
    let timeline = Timeline::new(request.now, state.job_time);
    let job = Job::new(request.project().to_owned(), config, timeline);
    let id = job.id.clone();
    state.add_job(Job { directory_id, item_ids, ..job }, request.now);
    jobs::settle(state, request.now);
    let job = self::job(state, &id)?;
    Ok(Reply::ok(&job.to_json(request.clock, request.now)))
}

pub(super) fn list(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let (query, project) = (&request.query, request.project());
    let (directory, status) = (query.one("directory_id"), query.one("status"));
    let kind = query.one("job_type");
    let keep = |job: &Job| {
        job.project_id == project
            && directory.is_none_or(|id| job.directory_id.as_deref() == Some(id))
            && kind.is_none_or(|kind| job.kind == kind)
            && status.is_none_or(|status| job.status(request.now) == status)
    };
    let by = |what: &str| Rows::Found(state.jobs_by(project, what));
    let jobs = match (directory, status, kind) {
        (Some(directory), ..) => Rows::Found(state.find(&Key::JobsOver(directory))),
        (None, Some(status), Some(kind)) => by(status).or_fewer(by(kind)),
        (None, Some(what), None) | (None, None, Some(what)) => by(what),
        (None, None, None) => Rows::Found(state.jobs_of(project)),
    };
    let window = window(query);
    let is_exact = directory.is_none() && (status.is_none() || kind.is_none());
    let (total, places) =
        if is_exact { jobs.window(window) } else { jobs.window_of(&state.jobs, keep, window) };
    let jobs = places.iter().filter_map(|place| state.jobs.at(*place));
    Ok(offset_page(total, jobs.map(|job| job.to_json(request.clock, request.now))))
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
    let job = job(state, request.id(0))?;
    let id = job.id.clone();
    let message = match (job.ended(now), job.status(now)) {
        (None, _) => {
            state.stop(&id, Stop { at: now, failure: None }, now);
            "Batch job cancelled"
        }
        (_, "completed") => "The job had already completed",
        (_, "failed") => "The job had already failed",
        _ => "The job had already been cancelled",
    };
    let job = self::job(state, &id)?;
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
