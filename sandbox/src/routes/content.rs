//! The content behind presigned URLs, which need no key.

use std::time::Duration;

use http::StatusCode;

use super::files::{CONTENT, NO_FILE};
use super::{Reject, Reply, State};

/// Gives the content behind a presigned URL.
pub(crate) fn serve(state: &State, path: &str, now: Duration) -> Result<Reply, Reject> {
    let token = path.strip_prefix(CONTENT).unwrap_or_default();
    let link = state.links.get(token).ok_or(Reject::not_found("Not Found"))?;
    if link.expires <= now {
        return Err(Reject::Because(StatusCode::FORBIDDEN, "The URL has expired"));
    }
    let file = state.stored(&link.file_id).ok_or(Reject::not_found(NO_FILE))?;
    Ok(Reply::new(StatusCode::OK, "application/octet-stream", file.content.clone()))
}
