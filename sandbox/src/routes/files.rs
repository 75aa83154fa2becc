//! Stored files.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::page::{Asked, List, Rows, token_page};
use super::{Reject, Reply, Request, State};
use crate::contract::query::MOST_ON_A_PAGE;
use crate::links::Target;
use crate::reject::Complaint;
use crate::state::{Group, Key, StoredFile, new_id};

pub(super) const NO_FILE: &str = "File not found";

pub(super) fn create(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let mut file = stored_from_form(request, "file");
    file.purpose = request.form.text("purpose").map(str::to_owned);
    let reply = Reply::ok(&to_json(&file, request));
    state.put_file(file, request.now);
    Ok(reply)
}

pub(super) fn list(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let query = &request.query;
    let wanted = Wanted {
        project_id: request.project(),
        name: query.one("file_name"),
        external_file_id: query.one("external_file_id"),
        ids: Some(query.all("file_ids")).filter(|ids| !ids.is_empty()),
        order_by: query.one("order_by"),
        size: query.size("page_size"),
        token: query.one("page_token"),
        with_url: query.has("expand", "download_url"),
    };
    page(state, request, &wanted)
}

/// `data_source_id` and `only_manually_uploaded` are ignored: here every file was uploaded.
pub(super) fn query(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let filter = request.body.get("filter").unwrap_or(&Value::Null);
    let text = |key: &str| filter.get(key).and_then(Value::as_str);
    let ids = filter.get("file_ids").and_then(Value::as_array);
    let size = request.body.get("page_size").and_then(whole);
    if size.is_some_and(|size| size > MOST_ON_A_PAGE) {
        let at = vec![json!("body"), json!("page_size")];
        return Err(Reject::Invalid(vec![Complaint::more_than(at, MOST_ON_A_PAGE)]));
    }
    let wanted = Wanted {
        project_id: text("project_id").unwrap_or(request.project()),
        name: text("file_name"),
        external_file_id: text("external_file_id"),
        ids: ids.map(|ids| ids.iter().filter_map(Value::as_str).collect()),
        order_by: request.text("order_by"),
        size: size.and_then(|size| usize::try_from(size).ok()),
        token: request.text("page_token"),
        with_url: false,
    };
    page(state, request, &wanted)
}

/// A URL that serves the content to whoever has it, for an hour unless the request says.
pub(super) fn get(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let file = state.stored(request.id(0)).ok_or(Reject::not_found(NO_FILE))?;
    Ok(Reply::ok(&download_url(request, &file.id)))
}

pub(super) fn delete(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let file = state.stored(request.id(0)).ok_or(Reject::not_found(NO_FILE))?.clone();
    state.put_file(StoredFile { deleted: true, ..file }, request.now);
    Ok(Reply::no_content())
}

/// The file that a form brings. Its name, unless sent with it, is the field's.
pub(super) fn stored_from_form(request: &Request<'_>, field: &str) -> StoredFile {
    let form = &request.form;
    let (name, content) = form.file(field);
    StoredFile {
        id: new_id("file"),
        project_id: request.project().to_owned(),
        name: name.filter(|name| !name.is_empty()).unwrap_or(field).to_owned(),
        external_file_id: form.text("external_file_id").map(str::to_owned),
        purpose: None,
        content,
        modified: request.now,
        deleted: false,
    }
}

/// The contract's `PresignedURL`.
pub(super) fn download_url(request: &Request<'_>, file_id: &str) -> Value {
    let seconds = request.query.one("expires_at_seconds").and_then(|text| text.trim().parse().ok());
    let lasts = seconds.map_or(LINK_LASTS, Duration::from_secs);
    let expires = request.now.saturating_add(lasts);
    let url = request.links.url(&Target::File(file_id.to_owned()), expires);
    json!({ "expires_at": request.at(expires), "url": url, "form_fields": null })
}

struct Wanted<'a> {
    project_id: &'a str,
    name: Option<&'a str>,
    external_file_id: Option<&'a str>,
    ids: Option<Vec<&'a str>>,
    order_by: Option<&'a str>,
    size: Option<usize>,
    token: Option<&'a str>,
    with_url: bool,
}

fn page(state: &State, request: &Request<'_>, wanted: &Wanted<'_>) -> Result<Reply, Reject> {
    let project = wanted.project_id;
    let is_filtered =
        wanted.name.is_some() || wanted.external_file_id.is_some() || wanted.ids.is_some();
    let group = state.files_of(project);
    let order = wanted.order_by.filter(|order| !order.trim().is_empty());
    let named: Vec<usize>;
    let rows = match (order, &wanted.ids, wanted.external_file_id, wanted.name) {
        // Sorting needs them all.
        (Some(order), ..) => Rows::Sorted(sorted(state, group, order)?),
        (None, Some(ids), ..) => {
            let places: BTreeSet<usize> =
                ids.iter().filter_map(|id| state.files.place(id)).collect();
            named = places.into_iter().collect();
            Rows::Found(&named)
        }
        (_, _, Some(id), _) => Rows::Found(state.find(&Key::ExternalId(project, id))),
        (.., Some(name)) => Rows::Found(state.find(&Key::FileName(project, name))),
        _ => Rows::listed(group.map(|group| &group.present)),
    };
    let total = (!is_filtered && order.is_none()).then(|| rows.len());
    let ids: Option<HashSet<&str>> = wanted.ids.as_ref().map(|ids| ids.iter().copied().collect());
    let keep = |file: &StoredFile| {
        !file.deleted
            && file.project_id == project
            && wanted.name.is_none_or(|name| name == file.name)
            && wanted.external_file_id.is_none_or(|id| Some(id) == file.external_file_id.as_deref())
            && ids.as_ref().is_none_or(|ids| ids.contains(file.id.as_str()))
    };
    let asked = Asked { size: wanted.size, token: wanted.token };
    let list = List { table: &state.files, rows, total, belongs: |_: &StoredFile| true, keep };
    token_page(&asked, &list, |file| {
        let mut json = to_json(file, request);
        if wanted.with_url
            && let Some(members) = json.as_object_mut()
        {
            members.insert("download_url".to_owned(), download_url(request, &file.id));
        }
        json
    })
}

fn sorted(state: &State, group: Option<&Group>, order: &str) -> Result<Vec<usize>, Reject> {
    let places = group.into_iter().flat_map(|group| group.all.iter().rev());
    let mut rows: Vec<(usize, &StoredFile)> =
        places.filter_map(|place| Some((*place, state.files.at(*place)?))).collect();
    sort(&mut rows, order)?;
    Ok(rows.into_iter().map(|(place, _)| place).collect())
}

/// `order_by` is a list of fields with commas between, each ascending unless `desc` follows it.
fn sort(rows: &mut [(usize, &StoredFile)], order: &str) -> Result<(), Reject> {
    // The last field first: sorting is stable.
    for key in order.rsplit(',') {
        let mut words = key.split_whitespace();
        let compare: fn(&StoredFile, &StoredFile) -> Ordering = match words.next() {
            Some("id") => |a, b| a.id.cmp(&b.id),
            Some("name" | "file_name") => |a, b| a.name.cmp(&b.name),
            Some("external_file_id") => |a, b| a.external_file_id.cmp(&b.external_file_id),
            Some("created_at" | "updated_at" | "last_modified_at") => {
                |a, b| a.modified.cmp(&b.modified)
            }
            _ => return Err(Reject::bad_request("Unknown field in order_by")),
        };
        match words.next() {
            None | Some("asc") => rows.sort_by(|(_, a), (_, b)| compare(a, b)),
            Some("desc") => rows.sort_by(|(_, a), (_, b)| compare(b, a)),
            Some(_) => return Err(Reject::bad_request("Unknown direction in order_by")),
        }
    }
    Ok(())
}

fn to_json(file: &StoredFile, request: &Request<'_>) -> Value {
    json!({
        "id": file.id,
        "name": file.name,
        "project_id": file.project_id,
        "download_url": null,
        "expires_at": null,
        "external_file_id": file.external_file_id,
        "file_type": file.name.rsplit_once('.').map(|(_, extension)| extension),
        "last_modified_at": request.at(file.modified),
        "purpose": file.purpose,
    })
}

/// The number that an integer field holds, also when it is written `2.0`.
fn whole(value: &Value) -> Option<i64> {
    let text = value.to_string();
    text.strip_suffix(".0").unwrap_or(&text).parse().ok()
}

/// How long a link works, unless the request says.
pub(super) const LINK_LASTS: Duration = Duration::from_secs(60 * 60);
