//! The content behind presigned URLs, which need no key.

use std::time::Duration;

use http::StatusCode;

use super::files::{CONTENT, NO_FILE};
use super::{Reject, Reply, State};

/// Answers a request for a presigned URL, if the path is of one.
pub(crate) fn serve(state: &State, path: &str, now: Duration) -> Option<Result<Reply, Reject>> {
    let link = state.links.get(path.strip_prefix(CONTENT)?);
    Some(match link {
        None => Err(Reject::not_found("Not Found")),
        Some(link) if link.expires <= now => {
            Err(Reject::Because(StatusCode::FORBIDDEN, "The URL has expired"))
        }
        Some(link) => state
            .stored(&link.file_id)
            .map(|file| {
                Reply::new(StatusCode::OK, "application/octet-stream", file.content.clone())
            })
            .ok_or(Reject::not_found(NO_FILE)),
    })
}
