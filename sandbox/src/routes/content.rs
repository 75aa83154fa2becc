//! The content behind presigned URLs, which need no key.

use std::time::Duration;

use http::StatusCode;

use super::files::NO_FILE;
use super::parsing::{NO_PARSE_JOB, Parsed};
use super::{Reject, Reply, State};
use crate::body::Payload;
use crate::content::{Content, Opened, Store};
use crate::links::{Links, Target};

/// Gives the content behind a presigned URL.
pub(crate) fn serve(
    state: &State,
    store: &Store,
    links: &Links,
    path: &str,
    now: Duration,
) -> Result<Reply, Reject> {
    let (target, expires) = links.read(path).ok_or(Reject::not_found("Not Found"))?;
    if expires <= now {
        return Err(Reject::Because(StatusCode::FORBIDDEN, "The URL has expired"));
    }
    let (id, kind) = match &target {
        Target::File(id) => {
            let file = state.stored(id).ok_or(Reject::not_found(NO_FILE))?;
            return whole(store, &file.content, "application/octet-stream");
        }
        Target::Text(id) => (id, "text/plain; charset=utf-8"),
        Target::Markdown(id) => (id, "text/markdown; charset=utf-8"),
    };
    let parsed = Parsed::find(state, id).ok_or(Reject::not_found(NO_PARSE_JOB))?;
    match parsed.stub() {
        Some(stub) => Ok(Reply::new(StatusCode::OK, kind, stub)),
        None => whole(store, &parsed.item.content, kind),
    }
}

fn whole(store: &Store, content: &Content, kind: &'static str) -> Result<Reply, Reject> {
    let body = match store.open(content).map_err(|_| Reject::NOT_KEPT)? {
        Opened::Memory(bytes) => Payload::Memory(bytes),
        Opened::File(file) => Payload::File(file, content.len()),
    };
    Ok(Reply::with(StatusCode::OK, kind, body))
}
