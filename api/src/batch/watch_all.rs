//! Watching many jobs.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::{StreamExt, unfold};

use super::BatchEndpoints;
use super::job::BatchJob;
use super::pace::Pace;
use super::rounds::Rounds;
use super::wait_error::WaitError;

/// A stream of the changes of many jobs; see [`BatchEndpoints::watch_all`].
#[must_use = "a stream does nothing until it is polled"]
pub struct WatchAll<'a>(WatchState<'a>);

enum WatchState<'a> {
    Idle(Option<Box<Rounds<'a>>>),
    Looking(Pin<Box<dyn Stream<Item = Result<BatchJob, WaitError>> + Send + 'a>>),
}

impl<'a> WatchAll<'a> {
    pub(super) fn new<E: BatchEndpoints + ?Sized>(endpoints: &'a E, job_ids: Vec<String>) -> Self {
        Self(WatchState::Idle(Some(Box::new(Rounds::new(endpoints, job_ids)))))
    }

    /// How long to watch at most; for ever if not set. What has not ended by then ends with an error of
    /// kind [`WaitErrorKind::Deadline`](super::WaitErrorKind::Deadline).
    pub fn deadline(self, deadline: Duration) -> Self {
        self.with(|rounds| rounds.limit = Some(deadline))
    }

    /// How long each job may take; for ever if not set. One whose time is up is reported with an error of
    /// kind [`WaitErrorKind::Deadline`](super::WaitErrorKind::Deadline), and the others go on.
    ///
    /// The time counts from when the job was made, by the service's clock, to the second; so a process
    /// that begins anew gives no job more time. A job that has ended is an end, however long it took.
    /// Where the service does not tell when it was made, it counts from the first look.
    pub fn job_deadline(self, deadline: Duration) -> Self {
        self.with(|rounds| rounds.limits.job = Some(deadline))
    }

    /// Reports an error of kind [`WaitErrorKind::Stalled`](super::WaitErrorKind::Stalled) when neither
    /// the state nor the counts of a job have changed for so long: once, until it changes again. The job
    /// is watched on.
    pub fn stall(self, stall: Duration) -> Self {
        self.with(|rounds| rounds.limits.stall = Some(stall))
    }

    /// How far apart the rounds of looks are, as for [`WaitAll::every`](super::WaitAll::every).
    pub fn every(self, min: Duration, max: Duration) -> Self {
        self.with(|rounds| rounds.pace = Pace::new(min, max))
    }

    /// The next change of a job; `None` when none is waited for any more. The stream itself, for code
    /// that needs no `StreamExt`.
    pub async fn next(&mut self) -> Option<Result<BatchJob, WaitError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn with(mut self, set: impl FnOnce(&mut Rounds<'a>)) -> Self {
        if let WatchState::Idle(Some(rounds)) = &mut self.0 {
            set(rounds);
        }
        self
    }
}

impl Stream for WatchAll<'_> {
    type Item = Result<BatchJob, WaitError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match &mut this.0 {
                WatchState::Looking(changes) => return changes.as_mut().poll_next(context),
                WatchState::Idle(rounds) => {
                    let Some(rounds) = rounds.take() else { return Poll::Ready(None) };
                    let changes = unfold(rounds, |mut rounds| async move {
                        rounds.change().await.map(|change| (change.news, rounds))
                    });
                    this.0 = WatchState::Looking(Box::pin(changes.fuse()));
                }
            }
        }
    }
}

impl fmt::Debug for WatchAll<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            WatchState::Idle(rounds) => f.debug_tuple("WatchAll").field(rounds).finish(),
            WatchState::Looking(_) => f.write_str("WatchAll(looking)"),
        }
    }
}
