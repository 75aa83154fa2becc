//! Waiting for a job to end.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use endpoint::{Endpoints, Error, Kind};
use futures_core::Stream;
use http::StatusCode;
use tokio::time::{Instant, sleep_until};

use super::BatchEndpoints;
use super::job::{BatchJob, BatchJobStatus, BatchJobStatusValue};
use super::made::JobsMade;
use super::pace::Pace;
use super::submit::{GetStatus, jobs_made};
use super::wait_error::{Last, WaitError, WaitErrorKind};

/// What is to be waited for; see [`BatchEndpoints::wait`]. Await it.
#[must_use = "nothing is asked until it is awaited"]
pub struct Wait<'a>(Looks<'a>);

impl<'a> Wait<'a> {
    pub(super) fn new<E: BatchEndpoints + ?Sized>(endpoints: &'a E, job_id: &str) -> Self {
        Self(Looks::new(endpoints, job_id))
    }

    /// How long to wait at most; for ever if not set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.0.limit = Some(deadline);
        self
    }

    /// Gives up when neither the state nor the counts of the job have changed for so long; never if
    /// not set.
    pub fn stall(mut self, stall: Duration) -> Self {
        self.0.stall = Some(stall);
        self
    }

    /// How far apart to look: never closer than `min`, never farther than `max`; 1 s and 30 s if not
    /// set. In between, looks are farther apart as the job ages, and closer as it nears its end.
    pub fn every(mut self, min: Duration, max: Duration) -> Self {
        self.0.pace = Pace::new(min, max);
        self
    }
}

impl<'a> IntoFuture for Wait<'a> {
    type Output = Result<BatchJobStatus, WaitError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut looks = self.0;
        Box::pin(async move {
            loop {
                let status = looks.change().await?;
                if status.job.status.is_final() {
                    return Ok(status);
                }
            }
        })
    }
}

impl fmt::Debug for Wait<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Wait").field(&self.0).finish()
    }
}

/// A stream of a job's changes; see [`BatchEndpoints::watch`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Watch<'a>(WatchState<'a>);

enum WatchState<'a> {
    Idle(Box<Looks<'a>>),
    Looking(Looking<'a>),
    End,
}

/// A look under way, which hands back what it needs for the next.
type Looking<'a> =
    Pin<Box<dyn Future<Output = (Box<Looks<'a>>, Result<BatchJobStatus, WaitError>)> + Send + 'a>>;

impl<'a> Watch<'a> {
    pub(super) fn new<E: BatchEndpoints + ?Sized>(endpoints: &'a E, job_id: &str) -> Self {
        Self(WatchState::Idle(Box::new(Looks::new(endpoints, job_id))))
    }

    /// How long to watch at most; for ever if not set.
    pub fn deadline(self, deadline: Duration) -> Self {
        self.with(|looks| looks.limit = Some(deadline))
    }

    /// Reports an error of kind [`WaitErrorKind::Stalled`], once, when neither the state nor the
    /// counts of the job have changed for so long; the stream goes on after it.
    pub fn stall(self, stall: Duration) -> Self {
        self.with(|looks| looks.stall = Some(stall))
    }

    /// How far apart to look, as for [`Wait::every`].
    pub fn every(self, min: Duration, max: Duration) -> Self {
        self.with(|looks| looks.pace = Pace::new(min, max))
    }

    /// The next change; `None` after the job has ended. The stream itself, for code that needs no
    /// `StreamExt`.
    pub async fn next(&mut self) -> Option<Result<BatchJobStatus, WaitError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn with(mut self, set: impl FnOnce(&mut Looks<'a>)) -> Self {
        if let WatchState::Idle(looks) = &mut self.0 {
            set(looks);
        }
        self
    }
}

impl Stream for Watch<'_> {
    type Item = Result<BatchJobStatus, WaitError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match std::mem::replace(&mut this.0, WatchState::End) {
                WatchState::End => return Poll::Ready(None),
                WatchState::Idle(mut looks) => {
                    this.0 = WatchState::Looking(Box::pin(async move {
                        let change = looks.change().await;
                        (looks, change)
                    }));
                }
                WatchState::Looking(mut looking) => match looking.as_mut().poll(context) {
                    Poll::Pending => {
                        this.0 = WatchState::Looking(looking);
                        return Poll::Pending;
                    }
                    Poll::Ready((looks, change)) => {
                        let goes_on = match &change {
                            Ok(status) => !status.job.status.is_final(),
                            Err(error) => error.kind() == WaitErrorKind::Stalled,
                        };
                        if goes_on {
                            this.0 = WatchState::Idle(looks);
                        }
                        return Poll::Ready(Some(change));
                    }
                },
            }
        }
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            WatchState::Idle(looks) => f.debug_tuple("Watch").field(looks).finish(),
            WatchState::Looking(_) => f.write_str("Watch(looking)"),
            WatchState::End => f.write_str("Watch(ended)"),
        }
    }
}

/// Looks at a job, again and again.
struct Looks<'a> {
    get_status: Box<GetStatus<'a>>,
    job_id: String,
    made: JobsMade,
    pace: Pace,
    limit: Option<Duration>,
    stall: Option<Duration>,
    /// From the first look on.
    deadline: Option<Instant>,
    last: Option<BatchJobStatus>,
    /// Of the last look, if it was missed.
    missed: Option<Error>,
    changed_at: Instant,
    has_stalled: bool,
    next_look: Option<Instant>,
}

impl<'a> Looks<'a> {
    fn new<E: BatchEndpoints + ?Sized>(endpoints: &'a E, job_id: &str) -> Self {
        Self {
            get_status: Box::new(|job_id| endpoints.get_status(job_id)),
            job_id: job_id.to_owned(),
            made: jobs_made(Endpoints::client(endpoints)),
            pace: Pace::default(),
            limit: None,
            stall: None,
            deadline: None,
            last: None,
            missed: None,
            changed_at: Instant::now(),
            has_stalled: false,
            next_look: None,
        }
    }

    /// The next state that differs from the last one.
    async fn change(&mut self) -> Result<BatchJobStatus, WaitError> {
        if self.next_look.is_none() {
            self.begin();
        }
        loop {
            self.pause().await?;
            let mut call = (self.get_status)(&self.job_id).retries(0);
            if let Some(deadline) = self.deadline {
                call = call.deadline(deadline.saturating_duration_since(Instant::now()));
            }
            match call.await {
                Ok(status) => {
                    self.missed = None;
                    let pause = self.pace.after(&status);
                    self.plan(pause, None);
                    let known = self.last.replace(status.clone());
                    if known.is_none_or(|known| differ(&known.job, &status.job)) {
                        self.changed_at = Instant::now();
                        self.has_stalled = false;
                        return Ok(status);
                    }
                }
                Err(error) if is_missed_look(&error, self.made.is_fresh(&self.job_id)) => {
                    let pause = self.pace.after_missed();
                    self.plan(pause, error.retry_after());
                    self.missed = Some(error);
                }
                Err(error) => {
                    let is_gone = self.last.is_some()
                        && error.status().is_some_and(|status| status == StatusCode::NOT_FOUND);
                    let kind = if is_gone { WaitErrorKind::Gone } else { WaitErrorKind::Call };
                    return Err(self.error(kind, Some(error)));
                }
            }
        }
    }

    /// Time counts from the first look, not from when the wait was described.
    fn begin(&mut self) {
        let now = Instant::now();
        self.deadline = self.limit.and_then(|limit| now.checked_add(limit));
        self.changed_at = now;
        self.next_look = Some(now);
        self.pace.begin();
    }

    fn plan(&mut self, pause: Duration, advice: Option<Duration>) {
        // Advice may be beyond any clock.
        let pause = pause.max(advice.unwrap_or_default()).min(LONGEST_PAUSE);
        self.next_look = Instant::now().checked_add(pause);
    }

    /// Waits for the time of the next look, or says what comes before it.
    async fn pause(&mut self) -> Result<(), WaitError> {
        let Some(next) = self.next_look else { return Ok(()) };
        let stalls = self.stall.filter(|_| !self.has_stalled);
        let stalls = stalls.and_then(|stall| self.changed_at.checked_add(stall));
        let ends = [self.deadline, stalls].into_iter().flatten().min();
        sleep_until(ends.map_or(next, |ends| ends.min(next))).await;
        let now = Instant::now();
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            let missed = self.missed.take();
            return Err(self.error(WaitErrorKind::Deadline, missed));
        }
        // A look that is overdue, as nobody asked for it in time, comes first: it may show a change.
        if stalls.is_some_and(|stalls| stalls <= now && stalls < next) {
            self.has_stalled = true;
            let missed = self.missed.take();
            return Err(self.error(WaitErrorKind::Stalled, missed));
        }
        Ok(())
    }

    fn error(&self, kind: WaitErrorKind, source: Option<Error>) -> WaitError {
        let last = self.last.clone().map(Last::Status);
        WaitError::new(self.job_id.clone(), last, kind, source.map(Arc::new))
    }
}

impl fmt::Debug for Looks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Looks")
            .field("job_id", &self.job_id)
            .field("pace", &self.pace)
            .field("stall", &self.stall)
            .finish_non_exhaustive()
    }
}

/// Whether a repetition can mend the error of a look at a job, which is `fresh` if it has just been
/// made, and so may not show everywhere yet.
pub(crate) fn is_missed_look(error: &Error, fresh: bool) -> bool {
    if error.should_retry() == Some(false) {
        return false;
    }
    match (error.kind(), error.status().map(|status| status.as_u16())) {
        (Kind::Build | Kind::Redirect, _) => false,
        (Kind::Status, Some(408 | 425 | 429)) => true,
        (Kind::Status, Some(404)) => fresh,
        // Among them 304, which is no redirect.
        (Kind::Status, Some(300..=499)) => false,
        _ => true,
    }
}

/// Whether a job has got anywhere from one look to the next.
pub(super) fn differ(before: &BatchJob, now: &BatchJob) -> bool {
    let facts = |job: &BatchJob| -> (BatchJobStatusValue, [Option<i64>; 4]) {
        let counts =
            [Some(job.total_items), job.processed_items, job.failed_items, job.skipped_items];
        (job.status.clone(), counts)
    };
    facts(before) != facts(now)
}

pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);
