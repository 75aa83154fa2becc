//! Brings what moves by itself up to a moment.

use std::time::Duration;

use super::{Fate, Item, Items, Stop, Timeline};
use crate::content::Content;
use crate::state::{Due, Given, State, new_id};

/// Does what has become due: jobs are dispatched and pass on to their next status, directories
/// expire.
pub(crate) fn settle(state: &mut State, now: Duration) {
    while let Some(due) = state.next_due(now) {
        match due {
            Due::Job(place) => {
                let job = state.jobs.at(place);
                if job.is_some_and(|job| job.items.is_none() && job.stop.is_none()) {
                    dispatch(state, place, now);
                }
                state.refile(place, now);
                state.await_next(place, now);
            }
            Due::Directory(place) => state.expire(place),
        }
    }
}

/// The items of a job are the files of the moment at which it is dispatched.
fn dispatch(state: &mut State, place: usize, now: Duration) {
    let Some(job) = state.jobs.at(place) else { return };
    let Timeline { dispatched, running, ended, .. } = job.timeline;
    let id = job.id.clone();
    let found: Vec<(String, String, Content, Fate)> = match (&job.item_ids, &job.directory_id) {
        (Some(item_ids), _) => item_ids.iter().map(|id| find_item(state, id)).collect(),
        (None, Some(directory)) if state.directory(directory, dispatched).is_none() => {
            let failure = Some("The directory was deleted before the job began".to_owned());
            return state.stop(&id, Stop { at: dispatched, failure }, now);
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
        items.push(Item {
            id: item_id,
            name,
            content,
            fate,
            starts,
            ends,
            parse_job_id: new_id("pjb"),
            record_id: None,
            given: Given::default(),
            results: None,
        });
        starts = next;
    }
    state.dispatch(&id, Items::from(items), now);
}

/// Name, content and fate of an item: a file of a directory, or a stored file.
fn find_item(state: &State, id: &str) -> (String, String, Content, Fate) {
    let in_directory = state.directory_files.get(id).filter(|file| file.deleted.is_none());
    let (name, stored) = match in_directory {
        Some(file) => (file.display_name.clone(), state.stored(&file.file_id)),
        None => {
            let stored = state.stored(id);
            (stored.map_or_else(|| id.to_owned(), |file| file.name.clone()), stored)
        }
    };
    let told = state.fate(&name).cloned();
    let (content, fate) = match stored {
        None if in_directory.is_some() => (Content::empty(), failed("The stored file was deleted")),
        None => (Content::empty(), failed("No such file")),
        Some(file) if file.content.len() == 0 => {
            (Content::empty(), told.unwrap_or_else(|| failed("The file is empty")))
        }
        Some(file) => (file.content.clone(), told.unwrap_or(Fate::Completed)),
    };
    (id.to_owned(), name, content, fate)
}

fn failed(message: &str) -> Fate {
    Fate::Failed(message.to_owned())
}
