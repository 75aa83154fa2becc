//! The items of a job, and what became of them.

use serde_json::{Value, json};

use super::batch::job;
use super::page::offset_page;
use super::{Reject, Reply, Request, State};
use crate::jobs::Item;

/// In the order in which the job takes them.
pub(super) fn list(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let job = job(state, request.id(0))?;
    let wanted = request.query.one("status");
    let items: Vec<&Item> = job
        .items
        .iter()
        .flatten()
        .filter(|item| wanted.is_none_or(|status| status == job.item_status(item, request.now)))
        .collect();
    let to_json = |item: &Item| job.item_json(item, request.clock, request.now);
    Ok(offset_page(&request.query, &items, |item| to_json(item)))
}

/// Of all jobs that the item was part of, the newest first.
pub(super) fn get_processing_results(
    state: &mut State,
    request: &Request<'_>,
) -> Result<Reply, Reject> {
    let id = request.id(0);
    let wanted = request.query.one("job_type");
    let in_jobs: Vec<_> = state
        .jobs
        .iter()
        .rev()
        .flat_map(|job| job.items.iter().flatten().map(move |item| (job, item)))
        .filter(|(_, item)| item.id == id)
        .collect();
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
