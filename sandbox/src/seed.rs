//! What a sandbox holds when it starts.

use std::time::Duration;

use serde_json::value::to_raw_value;
use serde_json::{Map, Value, json};

use crate::content::{Content, Store};
use crate::contract::Contract;
use crate::contract::check;
use crate::jobs::{Fate, Item, Items, Job, Stop, Timeline};
use crate::state::{Directory, DirectoryFile, Given, State, StoredFile, new_id};

/// Fills a state: `{"directories": […], "files": […], "jobs": […]}` in the contract's shapes.
///
/// # Errors
/// What is wrong with the seed, with its path.
pub(crate) fn load(
    contract: &Contract,
    seed: Value,
    state: &mut State,
    store: &Store,
) -> Result<(), String> {
    let Value::Object(mut parts) = seed else { return Err("the seed is no object".to_owned()) };
    for (part, rows) in &parts {
        let (kind, more): (_, &[&str]) = match part.as_str() {
            "directories" => ("DirectoryGetResponse", &[]),
            "files" => ("FileGetResponse", &["text"]),
            "jobs" => ("BatchJob", &["items"]),
            _ => return Err(format!("{part}: unknown key")),
        };
        for (index, row) in list(rows, part)?.iter().enumerate() {
            let at = format!("{part}[{index}]");
            shape(contract, kind, row, more, &at)?;
            for (number, item) in
                list(row.get("items").unwrap_or(&NOTHING), &at)?.iter().enumerate()
            {
                let at = format!("{at}.items[{number}]");
                shape(contract, "BatchJobItem", item, &["processing_results", "text"], &at)?;
                let results = item.get("processing_results").unwrap_or(&NOTHING);
                for (number, result) in list(results, &at)?.iter().enumerate() {
                    let at = format!("{at}.processing_results[{number}]");
                    shape(contract, "ProcessingResult", result, &[], &at)?;
                }
            }
        }
    }
    // Files name directories and jobs name files, in whatever order the seed has them.
    for part in ["directories", "files", "jobs"] {
        let Some(Value::Array(rows)) = parts.remove(part) else { continue };
        // Each row is dropped once it is added: as values they take more room than all that they say.
        for (index, row) in rows.into_iter().enumerate() {
            let Value::Object(row) = row else { continue };
            let taken = match part {
                "directories" => add_directory(state, &row),
                "files" => add_file(state, store, &row),
                _ => add_job(state, store, &row),
            };
            if taken {
                return Err(format!("{part}[{index}].id: there is another `{}`", text(&row, "id")));
            }
        }
    }
    Ok(())
}

/// Judges a row by a type of the contract, and by the keys that a seed may have beside.
fn shape(
    contract: &Contract,
    kind: &str,
    row: &Value,
    more: &[&str],
    at: &str,
) -> Result<(), String> {
    let fields = contract.fields(kind).ok_or_else(|| format!("the contract has no {kind}"))?;
    if let Some((place, what)) = check::first_mistake(contract, fields, row) {
        return Err(format!("{at}{place}: {what}"));
    }
    let keys = row.as_object().into_iter().flat_map(Map::keys);
    let unknown = |key: &&String| !fields.contains_key(*key) && !more.contains(&key.as_str());
    match keys.clone().find(unknown) {
        Some(key) => Err(format!("{at}.{key}: unknown key")),
        None if row.get("text").is_some_and(|text| !text.is_string()) => {
            Err(format!("{at}.text: Input should be a valid string"))
        }
        None => Ok(()),
    }
}

fn list<'a>(value: &'a Value, at: &str) -> Result<&'a [Value], String> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(rows) => Ok(rows),
        _ => Err(format!("{at}: Input should be a valid list")),
    }
}

/// Adds a row; `true` if there is one of its id.
fn add_directory(state: &mut State, row: &Map<String, Value>) -> bool {
    let id = text(row, "id");
    let is_taken = state.directories.get(&id).is_some();
    let mut directory =
        Directory::new(id, text(row, "project_id"), text(row, "name"), Duration::ZERO);
    directory.description = maybe(row, "description");
    directory.system_metadata = row.get("system_metadata").cloned().unwrap_or_default();
    directory.kind = maybe(row, "type").unwrap_or(directory.kind);
    directory.deleted = maybe(row, "deleted_at").map(|_| Duration::ZERO);
    let times = ["created_at", "updated_at", "expires_at", "deleted_at"];
    directory.given = Given::new(&only(row, &times));
    state.put_directory(directory, Duration::ZERO);
    is_taken
}

fn add_file(state: &mut State, store: &Store, row: &Map<String, Value>) -> bool {
    let id = text(row, "id");
    let is_taken = state.directory_files.get(&id).is_some();
    let (project_id, name) = (text(row, "project_id"), text(row, "display_name"));
    let file_id = maybe(row, "file_id").unwrap_or_else(|| new_id("file"));
    if state.files.get(&file_id).is_none() {
        let file = StoredFile {
            id: file_id.clone(),
            project_id: project_id.clone(),
            name: name.clone(),
            external_file_id: None,
            purpose: None,
            content: content(store, row),
            modified: Duration::ZERO,
            deleted: false,
        };
        state.put_file(file, Duration::ZERO);
    }
    let file = DirectoryFile {
        id,
        directory_id: text(row, "directory_id"),
        project_id,
        file_id,
        display_name: name,
        unique_id: text(row, "unique_id"),
        metadata: row.get("metadata").cloned().unwrap_or_default(),
        created: Duration::ZERO,
        updated: Duration::ZERO,
        deleted: maybe(row, "deleted_at").map(|_| Duration::ZERO),
        given: Given::new(&only(row, &["created_at", "updated_at", "deleted_at"])),
    };
    state.put_directory_file(file, Duration::ZERO);
    is_taken
}

/// A job that has ended stays as it is given. Any other goes on from its state, by the clock.
fn add_job(state: &mut State, store: &Store, row: &Map<String, Value>) -> bool {
    let id = text(row, "id");
    let is_taken = state.jobs.get(&id).is_some();
    let (status, now) = (text(row, "status"), Duration::ZERO);
    let mut timeline = Timeline::new(now, state.job_time);
    let mut stop = None;
    match status.as_str() {
        "dispatched" => timeline.dispatched = now,
        "running" => (timeline.dispatched, timeline.running) = (now, now),
        "completed" => timeline = Timeline::new(now, Duration::ZERO),
        "failed" => {
            stop = Some(Stop {
                at: now,
                failure: Some(maybe(row, "error_message").unwrap_or_default()),
            });
        }
        "cancelled" => stop = Some(Stop { at: now, failure: None }),
        _ => {}
    }
    let is_at_end = matches!(status.as_str(), "completed" | "failed" | "cancelled");
    let kept: &[&str] = &["created_at", "effective_at", "job_record_id", "workflow_id", "job_type"];
    let mut given = if is_at_end { all_but(row, &["items"]) } else { only(row, kept) };
    if status == "running" {
        given.extend(only(row, &["started_at"]));
    }

    let rows = row.get("items").and_then(Value::as_array);
    let items: Option<Vec<Item>> = rows.map(|rows| {
        let waiting = rows.iter().filter(|row| goes_on(row, is_at_end)).count();
        let slots = u32::try_from(waiting).unwrap_or(u32::MAX).max(1);
        let slot = timeline.ended.saturating_sub(timeline.running) / slots;
        let mut starts = timeline.running;
        rows.iter().map(|row| seeded_item(row, is_at_end, &mut starts, slot, store)).collect()
    });
    let mut rows = rows.into_iter().flatten();
    let config = rows.find_map(|row| row.get("processing_results")?.get(0)?.get("job_config"));
    let config = config.cloned().unwrap_or_else(|| json!({ "job_name": "parse_raw_file_job" }));
    let job = Job {
        id,
        directory_id: maybe(row, "directory_id"),
        kind: text(row, "job_type"),
        record_id: maybe(row, "job_record_id").unwrap_or_else(|| new_id("jr")),
        // A job at an end has the items that are given, and no others.
        items: items.or_else(|| is_at_end.then(Vec::new)).map(Items::from),
        stop,
        given: Given::new(&given),
        ..Job::new(text(row, "project_id"), config, timeline)
    };
    state.add_job(job, now);
    is_taken
}

/// Whether an item is not at its end yet, in a job that goes on.
fn goes_on(row: &Value, job_is_at_end: bool) -> bool {
    let status = row.get("status").and_then(Value::as_str).unwrap_or_default();
    !job_is_at_end && matches!(status, "pending" | "processing")
}

fn seeded_item(
    row: &Value,
    job_is_at_end: bool,
    starts: &mut Duration,
    slot: Duration,
    store: &Store,
) -> Item {
    let nothing = Map::new();
    let members = row.as_object().unwrap_or(&nothing);
    let status = text(members, "status");
    let fate = match status.as_str() {
        "failed" => Fate::Failed(maybe(members, "error_message").unwrap_or_default()),
        "skipped" => Fate::Skipped(maybe(members, "skip_reason").unwrap_or_default()),
        _ => Fate::Completed,
    };
    let (begins, ends) = if goes_on(row, job_is_at_end) {
        let begins = *starts;
        *starts = begins.saturating_add(slot);
        (begins, *starts)
    } else if matches!(status.as_str(), "completed" | "failed" | "skipped") {
        (Duration::ZERO, Duration::ZERO)
    } else {
        (Duration::MAX, Duration::MAX)
    };
    let given = if goes_on(row, job_is_at_end) {
        Map::new()
    } else {
        all_but(members, &["text", "processing_results"])
    };
    let results = members.get("processing_results").filter(|results| results.is_array());
    Item {
        id: text(members, "item_id"),
        name: text(members, "item_name"),
        content: content(store, members),
        fate,
        starts: begins,
        ends,
        parse_job_id: maybe(members, "job_id").unwrap_or_else(|| new_id("pjb")),
        record_id: maybe(members, "job_record_id"),
        given: Given::new(&given),
        results: results.and_then(|results| to_raw_value(results).ok()),
    }
}

/// What a row has as its text.
fn content(store: &Store, row: &Map<String, Value>) -> Content {
    store.keep(maybe(row, "text").unwrap_or_default().into())
}

fn text(row: &Map<String, Value>, name: &str) -> String {
    maybe(row, name).unwrap_or_default()
}

fn maybe(row: &Map<String, Value>, name: &str) -> Option<String> {
    row.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// The members of a row without these.
fn all_but(row: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let kept = row.iter().filter(|(name, _)| !names.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// These members of a row, as far as it has them.
fn only(row: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let kept =
        row.iter().filter(|(name, value)| names.contains(&name.as_str()) && !value.is_null());
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

static NOTHING: Value = Value::Null;
