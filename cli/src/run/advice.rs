//! What to do about a run that ended early.

use std::path::Path;

use llama_cloud::{RunError, RunErrorKind};

use crate::say::clean;
use crate::stop::{End, Stop};

/// Why a run ended early, and what the person who made it can do.
pub(crate) fn advised(error: &RunError, journal: Option<&Path>) -> Stop {
    let stop = Stop::from(error);
    let directory_id = clean(error.directory_id().unwrap_or_default());
    let advice = match (stop.end(), journal) {
        (End::Unknown, Some(_)) => format!(
            "the directory {directory_id} is this run's own, so the job is found there if it was made: \
             the same command looks again. With --send-again it makes one more POST if there is none \
             after ten minutes, at the risk of a second job"
        ),
        (End::Unknown, None) => format!(
            "look at the jobs of that directory before you try again: llama-batch list --directory \
             {directory_id}"
        ),
        // It has said what to do.
        (_, Some(_)) if matches!(error.kind(), RunErrorKind::Journal { .. }) => return stop,
        (_, Some(_)) => "the same command goes on from here".to_owned(),
        (_, None) => match error.job_id() {
            Some(job_id) => format!("its results: llama-batch results {}", clean(job_id)),
            None => return stop,
        },
    };
    stop.and_say(&advice)
}
