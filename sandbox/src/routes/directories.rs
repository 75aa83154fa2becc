//! Directories.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::page::{Asked, List, Rows, token_page};
use super::{Reject, Reply, Request, State};
use crate::state::{Directory, Key, new_id};

pub(super) const NO_DIRECTORY: &str = "Directory not found";

pub(super) fn create(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let name = request.text("name").unwrap_or_default().to_owned();
    let project = request.project().to_owned();
    let mut directory = Directory::new(new_id("dir"), project, name, request.now);
    directory.description = request.text("description").map(str::to_owned);
    directory.system_metadata = request.body.get("system_metadata").cloned().unwrap_or_default();
    if let Some(kind) = request.text("type") {
        kind.clone_into(&mut directory.kind);
    }
    if directory.kind == "ephemeral" {
        directory.expires = Some(request.now.saturating_add(EPHEMERAL_FOR));
    }
    let reply = Reply::ok(&to_json(&directory, request));
    state.put_directory(directory, request.now);
    Ok(reply)
}

pub(super) fn list(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let query = &request.query;
    let (name, kind, kinds) = (query.one("name"), query.one("type"), query.all("types"));
    let all = query.flag("include_deleted");
    let rows = match (name, state.directories_of(request.project())) {
        (Some(name), _) => Rows::Found(state.find(&Key::Directory(request.project(), name))),
        (None, Some(group)) if all => Rows::Found(&group.all),
        (None, Some(group)) => Rows::Listed(&group.present),
        (None, None) => Rows::Found(&[]),
    };
    let total = (name.is_none() && kind.is_none() && kinds.is_empty()).then(|| rows.len());
    let keep = |directory: &Directory| {
        directory.project_id == request.project()
            && (all || !directory.gone(request.now))
            && name.is_none_or(|name| name == directory.name)
            && kind.is_none_or(|kind| kind == directory.kind)
            && (kinds.is_empty() || kinds.contains(&directory.kind.as_str()))
    };
    let page = Asked { size: query.size("page_size"), token: query.one("page_token") };
    let list = List { table: &state.directories, rows, total, belongs: |_: &Directory| true, keep };
    token_page(&page, &list, |directory| to_json(directory, request))
}

pub(super) fn get(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let directory = directory(state, request)?;
    Ok(Reply::ok(&to_json(directory, request)))
}

/// `description: null` clears it; a name can't be cleared, so `name: null` changes nothing.
pub(super) fn update(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let mut directory = directory(state, request)?.clone();
    if let Some(name) = request.text("name") {
        name.clone_into(&mut directory.name);
    }
    if let Some(description) = request.body.get("description") {
        directory.description = description.as_str().map(str::to_owned);
    }
    directory.updated = request.now;
    directory.given = directory.given.without("updated_at");
    let reply = Reply::ok(&to_json(&directory, request));
    state.put_directory(directory, request.now);
    Ok(reply)
}

pub(super) fn delete(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let directory = directory(state, request)?.clone();
    state.put_directory(Directory { deleted: Some(request.now), ..directory }, request.now);
    Ok(Reply::no_content())
}

/// The directory that the path names.
pub(super) fn directory<'a>(
    state: &'a State,
    request: &Request<'_>,
) -> Result<&'a Directory, Reject> {
    let found = state.directory(request.id(0), request.now);
    found.ok_or(Reject::Because(StatusCode::NOT_FOUND, NO_DIRECTORY))
}

fn to_json(directory: &Directory, request: &Request<'_>) -> Value {
    let at = |moment: Duration| request.at(moment);
    let expired = directory.expires.filter(|at| *at <= request.now);
    let json = json!({
        "id": directory.id,
        "name": directory.name,
        "project_id": directory.project_id,
        "created_at": at(directory.created),
        "deleted_at": directory.deleted.or(expired).map(at),
        "description": directory.description,
        "expires_at": directory.expires.map(at),
        "system_metadata": directory.system_metadata,
        "type": directory.kind,
        "updated_at": at(directory.updated),
    });
    directory.given.over(json)
}

/// How long an ephemeral directory lives. The service says when it expires, not how it chooses.
const EPHEMERAL_FOR: Duration = Duration::from_secs(24 * 60 * 60);
