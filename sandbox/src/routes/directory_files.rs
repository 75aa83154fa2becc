//! The files of a directory.

use serde_json::{Value, json};

use super::directories::directory;
use super::files::{NO_FILE, download_url, stored_from_form};
use super::page::{Asked, List, Rows, token_page};
use super::{Reject, Reply, Request, State};
use crate::reject::Complaint;
use crate::state::{DirectoryFile, Given, Key, new_id};

const NO_SUCH: &str = "Directory file not found";

pub(super) fn upload(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let form = &request.form;
    let directory = directory(state, request)?;
    let (directory_id, project_id) = (directory.id.clone(), directory.project_id.clone());
    let mut file = stored_from_form(request, "upload_file");
    file.project_id.clone_from(&project_id);
    let metadata = match form.text("metadata") {
        None | Some("") => Value::Null,
        Some(text) => metadata(text)?,
    };
    let added = DirectoryFile {
        id: new_id("dfl"),
        directory_id,
        project_id,
        display_name: form.text("display_name").unwrap_or(&file.name).to_owned(),
        unique_id: form.text("unique_id").unwrap_or(&file.id).to_owned(),
        file_id: file.id.clone(),
        metadata,
        created: request.now,
        updated: request.now,
        deleted: None,
        given: Given::default(),
    };
    if state.is_taken(&added.directory_id, &added.unique_id) {
        return Err(Reject::conflict(TAKEN));
    }
    state.put_file(file, request.now);
    insert(state, added, request)
}

/// Puts a file that is already stored into the directory.
pub(super) fn add(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let directory = directory(state, request)?;
    let file_id = request.text("file_id").unwrap_or_default();
    let file = state.stored(file_id).ok_or(Reject::not_found(NO_FILE))?;
    let added = DirectoryFile {
        id: new_id("dfl"),
        directory_id: directory.id.clone(),
        project_id: directory.project_id.clone(),
        file_id: file.id.clone(),
        display_name: request.text("display_name").unwrap_or(&file.name).to_owned(),
        unique_id: request.text("unique_id").map_or_else(|| new_id("unq"), str::to_owned),
        metadata: request.body.get("metadata").cloned().unwrap_or_default(),
        created: request.now,
        updated: request.now,
        deleted: None,
        given: Given::default(),
    };
    if state.is_taken(&added.directory_id, &added.unique_id) {
        return Err(Reject::conflict(TAKEN));
    }
    insert(state, added, request)
}

pub(super) fn list(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let directory_id = directory(state, request)?.id.as_str();
    let query = &request.query;
    let all = query.flag("include_deleted");
    let (name, part) = (query.one("display_name"), query.one("display_name_contains"));
    let (unique_id, file_id) = (query.one("unique_id"), query.one("file_id"));
    let after = query.instant("updated_at_on_or_after");
    let before = query.instant("updated_at_on_or_before");
    let rows = match (unique_id, file_id, name, state.group_in(directory_id)) {
        (Some(id), ..) => Rows::Found(state.find(&Key::UniqueId(directory_id, id))),
        (_, Some(id), ..) => Rows::Found(state.find(&Key::FileId(directory_id, id))),
        (_, _, Some(name), _) => Rows::Found(state.find(&Key::DisplayName(directory_id, name))),
        (.., Some(group)) if all => Rows::Found(&group.all),
        (.., Some(group)) => Rows::Listed(&group.present),
        (.., None) => Rows::Found(&[]),
    };
    let filters = [name, part, unique_id, file_id];
    let is_filtered = filters.iter().any(Option::is_some) || after.is_some() || before.is_some();
    let total = (!is_filtered).then(|| rows.len());
    let belongs = |file: &DirectoryFile| file.directory_id == directory_id;
    let keep = |file: &DirectoryFile| {
        let updated = request.clock.wall(file.updated);
        belongs(file)
            && (all || file.deleted.is_none())
            && name.is_none_or(|name| name == file.display_name)
            && file_id.is_none_or(|id| id == file.file_id)
            && unique_id.is_none_or(|id| id == file.unique_id)
            && part.is_none_or(|part| file.display_name.contains(part))
            && after.is_none_or(|after| updated >= after)
            && before.is_none_or(|before| updated <= before)
    };
    let with_url = query.has("expand", "download_url");
    let page = Asked { size: query.size("page_size"), token: query.one("page_token") };
    let list = List { table: &state.directory_files, rows, total, belongs, keep };
    token_page(&page, &list, |file| {
        let mut json = to_json(file, request);
        if with_url {
            set(&mut json, "download_url", download_url(request, &file.file_id));
        }
        json
    })
}

pub(super) fn get(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let file = file(state, request)?;
    let mut json = to_json(file, request);
    if request.query.has("expand", "download_url") {
        set(&mut json, "download_url", download_url(request, &file.file_id));
    }
    Ok(Reply::ok(&json))
}

/// Takes the file out of the directory; the stored file behind it stays.
pub(super) fn delete(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let file = file(state, request)?.clone();
    let (deleted, updated) = (Some(request.now), request.now);
    let file = DirectoryFile { deleted, updated, given: Given::default(), ..file };
    state.put_directory_file(file, request.now);
    Ok(Reply::no_content())
}

fn file<'a>(state: &'a State, request: &Request<'_>) -> Result<&'a DirectoryFile, Reject> {
    let directory = directory(state, request)?;
    let file = state.directory_files.get(request.id(1));
    file.filter(|file| file.deleted.is_none() && file.directory_id == directory.id)
        .ok_or(Reject::not_found(NO_SUCH))
}

fn insert(state: &mut State, added: DirectoryFile, request: &Request<'_>) -> Result<Reply, Reject> {
    let reply = Reply::ok(&to_json(&added, request));
    state.put_directory_file(added, request.now);
    Ok(reply)
}

/// The form carries metadata as JSON text; what it may hold is what `add` takes.
fn metadata(text: &str) -> Result<Value, Reject> {
    let invalid = |msg: &str| {
        let at = vec![json!("body"), json!("metadata")];
        Reject::Invalid(vec![Complaint::new(at, "value_error", msg).input(json!(text))])
    };
    let value: Value =
        serde_json::from_str(text).map_err(|_| invalid("Input should be a JSON object"))?;
    let members = value.as_object().ok_or_else(|| invalid("Input should be a JSON object"))?;
    let allowed = |value: &Value| match value {
        Value::Array(texts) => texts.iter().all(Value::is_string),
        Value::Object(_) => false,
        _ => true,
    };
    if !members.values().all(allowed) {
        return Err(invalid("Values should be texts, numbers, booleans or lists of texts"));
    }
    Ok(value)
}

fn to_json(file: &DirectoryFile, request: &Request<'_>) -> Value {
    let json = json!({
        "id": file.id,
        "directory_id": file.directory_id,
        "display_name": file.display_name,
        "project_id": file.project_id,
        "unique_id": file.unique_id,
        "created_at": request.at(file.created),
        "deleted_at": file.deleted.map(|at| request.at(at)),
        "download_url": null,
        "file_id": file.file_id,
        "metadata": file.metadata,
        "updated_at": request.at(file.updated),
    });
    file.given.over(json)
}

fn set(json: &mut Value, key: &str, value: Value) {
    if let Some(members) = json.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}

const TAKEN: &str = "A file with this unique_id is already in the directory";
