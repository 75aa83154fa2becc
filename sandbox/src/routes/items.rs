//! The items of a job, and what became of them.

use serde_json::{Value, json};

use super::batch::job;
use super::page::{offset_page, window};
use super::{Reject, Reply, Request, State};
use crate::jobs::{Item, Job};

/// In the order in which the job takes them.
pub(super) fn list(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let job = job(state, request.id(0))?;
    let now = request.now;
    let (total, places) =
        job.items_of_status(request.query.one("status"), now, window(&request.query));
    let items = places.iter().filter_map(|place| job.items.as_ref()?.get(*place));
    Ok(offset_page(total, items.map(|item| job.item_json(item, request.clock, now))))
}

/// Of all jobs that the item was part of, the newest first.
pub(super) fn get_processing_results(
    state: &mut State,
    request: &Request<'_>,
) -> Result<Reply, Reject> {
    let id = request.id(0);
    let wanted = request.query.one("job_type");
    let in_jobs = state.items_of(id).rev();
    let in_jobs: Vec<(&Job, &Item)> =
        in_jobs.filter_map(|(job, place)| Some((job, job.items.as_ref()?.get(place)?))).collect();
    let name = in_jobs.first().map(|(_, item)| item.name.as_str());
    let name = name
        .or_else(|| Some(state.directory_files.get(id)?.display_name.as_str()))
        .or_else(|| Some(state.files.get(id)?.name.as_str()))
        .ok_or(Reject::not_found("Item not found"))?;
    let results: Vec<Value> = in_jobs
        .iter()
        .flat_map(|(job, item)| job.results(item, request.clock, request.now))
        .filter(|result| {
            wanted.is_none_or(|kind| result.get("job_type").is_some_and(|of| of == kind))
        })
        .collect();
    Ok(Reply::ok(&json!({ "item_id": id, "item_name": name, "processing_results": results })))
}
