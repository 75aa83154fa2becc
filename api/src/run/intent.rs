//! What became of an intent to create the job, of a run that was interrupted.

use std::time::Duration;

use endpoint::Error;
use jiff::Timestamp;
use tokio::time::{Instant, sleep, sleep_until};

use super::error::{IntentError, RunErrorKind};
use super::stages::after;
use crate::LlamaCloud;
use crate::batch::{BatchJob, BatchListParams, is_missed_look};

/// The search for the job that an interrupted run may have created in its own directory.
pub(super) struct Search<'s> {
    pub(super) client: &'s LlamaCloud,
    pub(super) directory_id: &'s str,
    pub(super) since: Timestamp,
}

impl Search<'_> {
    /// Looks until the job shows, or until so much time has gone by that it is not to be expected any
    /// more; then it is `None`.
    pub(super) async fn run(&self) -> Result<Option<BatchJob>, RunErrorKind> {
        let ends = after(self.since, PATIENCE);
        let mut pause = FIRST_PAUSE;
        loop {
            let is_last = Instant::now() >= ends;
            let mut advice = Duration::ZERO;
            match self.look().await {
                Ok(mut jobs) if jobs.len() == 1 => return Ok(jobs.pop()),
                Ok(jobs) if jobs.len() > 1 => {
                    return Err(RunErrorKind::Intent(self.error(jobs)));
                }
                Ok(_) if is_last => return Ok(None),
                Ok(_) => {}
                // An outage is no proof of anything, but the search has its end too.
                Err(error) if is_missed_look(&error, true) && !is_last => {
                    advice = error.retry_after().unwrap_or_default();
                }
                Err(error) => return Err(error.into()),
            }
            sleep_until((Instant::now() + pause).min(ends)).await;
            sleep(advice.min(PATIENCE)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Looks once, for a job that a journal does not tell of, as one that is an old copy does not.
    pub(super) async fn once(&self) -> Result<Option<BatchJob>, RunErrorKind> {
        match self.look().await {
            Ok(jobs) if jobs.len() > 1 => Err(RunErrorKind::Intent(self.error(jobs))),
            Ok(mut jobs) => Ok(jobs.pop()),
            // Nothing tells of an intent, so that a list that nobody may read is in no one's way.
            Err(error) if is_missed_look(&error, false) => Err(error.into()),
            Err(_) => Ok(None),
        }
    }

    pub(super) fn error(&self, jobs: Vec<BatchJob>) -> IntentError {
        IntentError { directory_id: self.directory_id.to_owned(), at: self.since, jobs }
    }

    async fn look(&self) -> Result<Vec<BatchJob>, Error> {
        let params = BatchListParams::builder().directory_id(self.directory_id).build();
        let mut jobs = self.client.beta().batch().list(&params).items();
        let mut found = Vec::new();
        while let Some(job) = jobs.next().await {
            let job = job?;
            // A service that does not know the parameter shows others too.
            if job.directory_id.as_deref() == Some(self.directory_id) {
                found.push(job);
            }
        }
        Ok(found)
    }
}

/// So long after the intent a job may still show up.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
