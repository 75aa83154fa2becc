//! Waiting for many jobs by reading lists of them.

use std::collections::HashMap;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use super::BatchEndpoints;
use super::job::BatchJob;
use super::pace::Pace;
use super::rounds::Rounds;
use super::wait_error::WaitError;

/// Many jobs that are to be waited for; see [`BatchEndpoints::wait_all`]. Await it.
#[must_use = "nothing is asked until it is awaited"]
pub struct WaitAll<'a> {
    job_ids: Vec<String>,
    rounds: Rounds<'a>,
}

impl<'a> WaitAll<'a> {
    pub(super) fn new<E: BatchEndpoints + ?Sized>(endpoints: &'a E, job_ids: Vec<String>) -> Self {
        let mut rounds = Rounds::new(endpoints, job_ids.clone());
        rounds.limits.stall_ends = true;
        Self { job_ids, rounds }
    }

    /// How long to wait at most; for ever if not set. What has not ended by then ends with an error of
    /// kind [`WaitErrorKind::Deadline`](super::WaitErrorKind::Deadline).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.rounds.limit = Some(deadline);
        self
    }

    /// How long each job may take; for ever if not set. See
    /// [`WatchAll::job_deadline`](super::WatchAll::job_deadline).
    pub fn job_deadline(mut self, deadline: Duration) -> Self {
        self.rounds.limits.job = Some(deadline);
        self
    }

    /// Gives a job up when neither its state nor its counts have changed for so long; never if not set.
    pub fn stall(mut self, stall: Duration) -> Self {
        self.rounds.limits.stall = Some(stall);
        self
    }

    /// How far apart the rounds of looks are: never closer than `min`, never farther than `max`; 1 s and
    /// 30 s if not set. In between, they are farther apart the longer it takes, and closer as half of the
    /// jobs near their ends.
    pub fn every(mut self, min: Duration, max: Duration) -> Self {
        self.rounds.pace = Pace::new(min, max);
        self
    }

    async fn run(self) -> Vec<Result<BatchJob, WaitError>> {
        let Self { job_ids, mut rounds } = self;
        // An id that is given twice is waited for once.
        let mut places = HashMap::with_capacity(rounds.len());
        let firsts: Vec<usize> = job_ids
            .iter()
            .enumerate()
            .map(|(place, id)| *places.entry(id.as_str()).or_insert(place))
            .collect();
        let mut ended: Vec<_> = job_ids.iter().map(|_| None).collect();
        while let Some(change) = rounds.change().await {
            let place = change.ends.and_then(|id| places.get(&*id).copied());
            if let Some(end) = place.and_then(|place| ended.get_mut(place)) {
                *end = Some(change.news);
            }
        }
        for (place, first) in firsts.into_iter().enumerate() {
            if first != place {
                let end = ended.get(first).cloned().flatten();
                if let Some(again) = ended.get_mut(place) {
                    *again = end;
                }
            }
        }
        // Each has ended: the loop goes on for as long as one is waited for.
        ended.into_iter().flatten().collect()
    }
}

impl<'a> IntoFuture for WaitAll<'a> {
    type Output = Vec<Result<BatchJob, WaitError>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for WaitAll<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WaitAll").field(&self.rounds).finish()
    }
}
