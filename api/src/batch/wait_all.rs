//! Waiting for many jobs by reading lists of them.

use std::collections::HashMap;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use endpoint::{Call, Endpoints, Error};
use futures_util::stream::{StreamExt, iter};
use tokio::time::{Instant, sleep_until};

use super::BatchEndpoints;
use super::job::BatchJob;
use super::made::JobsMade;
use super::pace::Pace;
use super::params::BatchListParams;
use super::submit::{GetStatus, List, jobs_made};
use super::wait::{LONGEST_PAUSE, differ, is_missed_look};
use super::wait_error::{Last, WaitError, WaitErrorKind};

/// Many jobs that are to be waited for; see [`BatchEndpoints::wait_all`]. Await it.
#[must_use = "nothing is asked until it is awaited"]
pub struct WaitAll<'a> {
    list: Box<List<'a>>,
    get_status: Box<GetStatus<'a>>,
    job_ids: Vec<String>,
    made: JobsMade,
    pace: Pace,
    limit: Option<Duration>,
    stall: Option<Duration>,
}

impl<'a> WaitAll<'a> {
    pub(super) fn new<E: BatchEndpoints + ?Sized>(endpoints: &'a E, job_ids: Vec<String>) -> Self {
        Self {
            list: Box::new(|params| endpoints.list(params)),
            get_status: Box::new(|job_id| endpoints.get_status(job_id)),
            job_ids,
            made: jobs_made(Endpoints::client(endpoints)),
            pace: Pace::default(),
            limit: None,
            stall: None,
        }
    }

    /// How long to wait at most; for ever if not set. What has not ended by then ends with an error of
    /// kind [`WaitErrorKind::Deadline`].
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.limit = Some(deadline);
        self
    }

    /// Gives a job up when neither its state nor its counts have changed for so long; never if not set.
    pub fn stall(mut self, stall: Duration) -> Self {
        self.stall = Some(stall);
        self
    }

    /// How far apart the rounds of looks are: never closer than `min`, never farther than `max`; 1 s and
    /// 30 s if not set. In between, they are farther apart the longer it takes.
    pub fn every(mut self, min: Duration, max: Duration) -> Self {
        self.pace = Pace::new(min, max);
        self
    }

    async fn run(self) -> Vec<Result<BatchJob, WaitError>> {
        let Self { list, get_status, job_ids, made, mut pace, limit, stall } = self;
        let began = Instant::now();
        pace.begin();
        let mut jobs = Jobs::new(&job_ids, began);
        let looks = Looks {
            list: &*list,
            get_status: &*get_status,
            made: &made,
            deadline: limit.and_then(|limit| began.checked_add(limit)),
        };
        let mut next = began;
        while !jobs.waited.is_empty() {
            let stalls = stall.and_then(|stall| jobs.stalls_at(stall));
            let ends = [looks.deadline, stalls].into_iter().flatten().min();
            sleep_until(ends.map_or(next, |ends| ends.min(next))).await;
            let now = Instant::now();
            if looks.deadline.is_some_and(|deadline| deadline <= now) {
                jobs.end_all(WaitErrorKind::Deadline, |_| true);
                break;
            }
            if let Some(stall) = stall {
                jobs.end_all(WaitErrorKind::Stalled, |waited| {
                    waited.changed_at.checked_add(stall).is_some_and(|stalls| stalls <= now)
                });
            }
            if now < next {
                continue;
            }
            let round = looks.round(&mut jobs).await;
            let pause = if round.was_missed { pace.after_missed() } else { pace.after_many() };
            // Advice may be beyond any clock.
            next = Instant::now() + pause.max(round.advice).min(LONGEST_PAUSE);
        }
        let ended = job_ids.iter().map(|id| jobs.ended.get(id.as_str()).cloned());
        // Each has ended: the loop goes on for as long as one is waited for.
        ended.flatten().collect()
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
        f.debug_struct("WaitAll")
            .field("jobs", &self.job_ids.len())
            .field("pace", &self.pace)
            .field("stall", &self.stall)
            .finish_non_exhaustive()
    }
}

/// What is known of the jobs.
struct Jobs {
    waited: HashMap<Box<str>, Waited>,
    ended: HashMap<Box<str>, Result<BatchJob, WaitError>>,
}

struct Waited {
    last: Option<BatchJob>,
    changed_at: Instant,
    /// Of the last look, if it was missed.
    missed: Option<Arc<Error>>,
    /// In which round it was last seen.
    seen_in: u64,
}

impl Jobs {
    fn new(job_ids: &[String], now: Instant) -> Self {
        let waited = |id: &String| {
            let waited = Waited { last: None, changed_at: now, missed: None, seen_in: 0 };
            (id.as_str().into(), waited)
        };
        Self { waited: job_ids.iter().map(waited).collect(), ended: HashMap::new() }
    }

    /// When the first of them will not have changed for too long.
    fn stalls_at(&self, stall: Duration) -> Option<Instant> {
        self.waited.values().filter_map(|waited| waited.changed_at.checked_add(stall)).min()
    }

    /// Takes note of a job as it was seen; `false` if it is not waited for.
    fn see(&mut self, id: &str, job: BatchJob, round: u64) -> bool {
        let Some(waited) = self.waited.get_mut(id) else { return false };
        if waited.last.as_ref().is_none_or(|last| differ(last, &job)) {
            waited.changed_at = Instant::now();
        }
        waited.missed = None;
        waited.seen_in = round;
        if job.status.is_final() {
            self.waited.remove(id);
            self.ended.insert(id.into(), Ok(job));
        } else {
            waited.last = Some(job);
        }
        true
    }

    /// Takes note of a look at one job that failed.
    fn miss(&mut self, id: &str, error: Arc<Error>, is_final: bool) {
        if let Some(waited) = self.waited.get_mut(id) {
            waited.missed = Some(error);
        }
        if is_final {
            self.end_all_of(&[id.into()], WaitErrorKind::Call);
        }
    }

    fn unseen(&self, round: u64) -> impl Iterator<Item = &str> {
        let unseen = self.waited.iter().filter(move |(_, waited)| waited.seen_in != round);
        unseen.map(|(id, _)| &**id)
    }

    fn end_all(&mut self, kind: WaitErrorKind, ends: impl Fn(&Waited) -> bool) {
        let ids = self.waited.iter().filter(|(_, waited)| ends(waited));
        let ids: Vec<Box<str>> = ids.map(|(id, _)| id.clone()).collect();
        self.end_all_of(&ids, kind);
    }

    fn end_all_of(&mut self, ids: &[Box<str>], kind: WaitErrorKind) {
        for id in ids {
            if let Some(Waited { last, missed, .. }) = self.waited.remove(id) {
                let error =
                    WaitError::new(id.as_ref().to_owned(), last.map(Last::Listed), kind, missed);
                self.ended.insert(id.clone(), Err(error));
            }
        }
    }
}

/// What a round of looks came to.
#[derive(Default)]
struct Round {
    /// Whether the service could not be asked.
    was_missed: bool,
    /// How long it asks to wait.
    advice: Duration,
}

impl Round {
    fn miss(&mut self, error: &Error) {
        self.was_missed = true;
        self.advice = self.advice.max(error.retry_after().unwrap_or_default());
    }
}

struct Looks<'l> {
    list: &'l List<'l>,
    get_status: &'l GetStatus<'l>,
    made: &'l JobsMade,
    deadline: Option<Instant>,
}

impl Looks<'_> {
    /// Looks at every job once: in the list, and by itself if the list does not show it.
    async fn round(&self, jobs: &mut Jobs) -> Round {
        let mut round = Round::default();
        let number = jobs.waited.values().map(|waited| waited.seen_in).max().unwrap_or(0) + 1;
        if jobs.waited.len() > FEW {
            self.read_list(jobs, number, &mut round).await;
        }
        // A service that could not be asked for all of them is not asked for each of them.
        if !round.was_missed {
            self.ask_singly(jobs, number, &mut round).await;
        }
        round
    }

    async fn read_list(&self, jobs: &mut Jobs, number: u64, round: &mut Round) {
        let (mut offset, mut in_vain) = (0, 0);
        loop {
            let params = BatchListParams::builder().limit(PAGE).offset(offset).build();
            let page = match self.limited((self.list)(&params)).await {
                Ok(page) => page,
                Err(error) => {
                    if is_missed_look(&error, true) {
                        round.miss(&error);
                        let error = Arc::new(error);
                        let ids: Vec<Box<str>> = jobs.unseen(number).map(Into::into).collect();
                        ids.iter().for_each(|id| jobs.miss(id, Arc::clone(&error), false));
                    }
                    return;
                }
            };
            let received = page.items.len();
            let mut shown = false;
            for job in page.items {
                let id = job.id.clone();
                shown |= jobs.see(&id, job, number);
            }
            offset += i64::try_from(received).unwrap_or(i64::MAX);
            in_vain = if shown { 0 } else { in_vain + 1 };
            let unseen = jobs.unseen(number).count();
            let is_last = received == 0 || page.total_size.is_none_or(|total| offset >= total);
            // More pages in vain than there are jobs to be found cost more than asking for each.
            if is_last || in_vain >= unseen {
                return;
            }
        }
    }

    async fn ask_singly(&self, jobs: &mut Jobs, number: u64, round: &mut Round) {
        let ids: Vec<Box<str>> = jobs.unseen(number).map(Into::into).collect();
        let asks = ids.into_iter().map(|id| async move {
            let asked = self.limited((self.get_status)(&id)).await;
            (id, asked.map(|status| status.job))
        });
        let mut asks = iter(asks).buffer_unordered(AT_ONCE);
        while let Some((id, asked)) = asks.next().await {
            match asked {
                Ok(job) => {
                    jobs.see(&id, job, number);
                }
                Err(error) => {
                    let is_missed = is_missed_look(&error, self.made.is_fresh(&id));
                    if is_missed {
                        round.miss(&error);
                    }
                    jobs.miss(&id, Arc::new(error), !is_missed);
                }
            }
        }
    }

    /// A look is one attempt: the next round is the retry.
    fn limited<T>(&self, call: Call<T>) -> Call<T> {
        let call = call.retries(0);
        match self.deadline {
            Some(deadline) => call.deadline(deadline.saturating_duration_since(Instant::now())),
            None => call,
        }
    }
}

/// So few jobs are asked for singly at once, as that takes no more requests.
const FEW: usize = 2;
const PAGE: i64 = 100;
/// How many jobs are asked for singly at the same time.
const AT_ONCE: usize = 16;
