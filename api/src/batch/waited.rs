//! What is known of many jobs that are waited for.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use endpoint::Error;
use jiff::Timestamp;
use tokio::time::Instant;

use super::job::BatchJob;
use super::wait::differ;
use super::wait_error::{Last, WaitError, WaitErrorKind};

/// What there is to tell of a job.
pub(super) struct Change {
    /// The id that was waited for, if this is the last of it.
    pub(super) ends: Option<Box<str>>,
    pub(super) news: Result<BatchJob, WaitError>,
}

/// What bounds the wait for each job.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    /// Of each job's own time.
    pub(super) job: Option<Duration>,
    pub(super) stall: Option<Duration>,
    /// Whether a job that stalls is given up.
    pub(super) stall_ends: bool,
}

/// The jobs that are waited for, and what is still to be told of them.
#[derive(Default)]
pub(super) struct Jobs {
    waited: HashMap<Box<str>, Waited>,
    changes: VecDeque<Change>,
    limits: Limits,
    began: Option<Instant>,
    /// Nothing strikes before; each job on its own would take a timer for each.
    due: Option<Instant>,
    round: u32,
    /// How many have not been seen in this round.
    unseen: usize,
    /// How many of these the list may show.
    hoped_for: usize,
}

/// A job that is waited for. There are thousands, so it is small but for `last`, which is what an error
/// has to tell.
struct Waited {
    last: Option<Box<BatchJob>>,
    changed_at: Instant,
    /// When it was last looked at.
    seen_at: Option<Instant>,
    /// When its own time is up.
    deadline: Option<Instant>,
    /// When it will end at the speed that it had when it last changed.
    ends_at: Option<Instant>,
    /// Of the last look, if it was missed.
    missed: Option<Arc<Error>>,
    seen_in: u32,
    place: Place,
    has_stalled: bool,
}

/// Where a list shows a job.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Unknown,
    Page(u32),
    Nowhere,
}

/// Where all jobs stand after a round.
pub(super) struct Survey {
    /// How long the typical one of them still takes, if that can be told.
    pub(super) rest: Option<Duration>,
    /// Whether a list takes fewer requests to show them than it takes to ask for each.
    pub(super) by_list: bool,
}

impl Jobs {
    /// An id that is given twice is waited for once.
    pub(super) fn new(job_ids: Vec<String>) -> Self {
        let now = Instant::now();
        let waited = |id: String| (id.into_boxed_str(), Waited::new(now));
        Self { waited: job_ids.into_iter().map(waited).collect(), ..Self::default() }
    }

    /// Time counts from here on. Says whether the first round is to read the list.
    pub(super) fn begin(&mut self, limits: Limits, deadline: Option<Instant>) -> bool {
        let now = Instant::now();
        self.limits = limits;
        self.began = Some(now);
        self.due = deadline;
        for waited in self.waited.values_mut() {
            waited.changed_at = now;
            waited.deadline = limits.job.and_then(|limit| now.checked_add(limit));
        }
        let first = self.waited.values().next();
        self.due = earlier(self.due, first.and_then(|first| first.due(limits)));
        self.next_round();
        self.len() > FEW
    }

    pub(super) fn len(&self) -> usize {
        self.waited.len()
    }

    pub(super) fn is_waited_for(&self, id: &str) -> bool {
        self.waited.contains_key(id)
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    pub(super) fn next_change(&mut self) -> Option<Change> {
        self.changes.pop_front()
    }

    pub(super) fn unseen(&self) -> usize {
        self.unseen
    }

    pub(super) fn hoped_for(&self) -> usize {
        self.hoped_for
    }

    /// Takes note of a job as it was seen at a time of the service; `false` if it is not waited for.
    pub(super) fn see(&mut self, id: &str, job: BatchJob, date: Option<Timestamp>) -> bool {
        let Some(waited) = self.waited.get_mut(id) else { return false };
        waited.missed = None;
        if waited.seen_in != self.round {
            waited.seen_in = self.round;
            self.unseen -= 1;
            self.hoped_for -= usize::from(waited.place != Place::Nowhere);
        }
        if job.status.is_final() {
            let ends = self.waited.remove_entry(id).map(|(id, _)| id);
            self.changes.push_back(Change { ends, news: Ok(job) });
            return true;
        }
        if waited.last.as_ref().is_none_or(|last| differ(last, &job)) {
            waited.change(&job, date, self.began, self.limits.job);
            self.due = earlier(self.due, waited.due(self.limits));
            self.changes.push_back(Change { ends: None, news: Ok(job.clone()) });
        }
        waited.seen_at = Some(Instant::now());
        match &mut waited.last {
            Some(last) => **last = job,
            last => *last = Some(Box::new(job)),
        }
        true
    }

    /// The same for a job on this page of the list.
    pub(super) fn see_on(&mut self, page: u32, job: BatchJob, date: Option<Timestamp>) -> bool {
        let id = job.id.clone();
        let is_waited_for = self.see(&id, job, date);
        if let Some(waited) = self.waited.get_mut(id.as_str()) {
            waited.place = Place::Page(page);
        }
        is_waited_for
    }

    /// Takes note of a look at one job that failed.
    pub(super) fn miss(&mut self, id: &str, error: Error, is_final: bool) {
        let Some(waited) = self.waited.get_mut(id) else { return };
        let kind = match error.status() {
            Some(http::StatusCode::NOT_FOUND) if waited.last.is_some() => WaitErrorKind::Gone,
            _ => WaitErrorKind::Call,
        };
        waited.missed = Some(Arc::new(error));
        if is_final {
            self.give_up(id, kind);
        }
    }

    /// Takes note of a look at all that have not been seen in this round.
    pub(super) fn miss_unseen(&mut self, error: Error) {
        let error = Arc::new(error);
        for waited in self.waited.values_mut().filter(|waited| waited.seen_in != self.round) {
            waited.missed = Some(Arc::clone(&error));
        }
    }

    /// What the list does not show has to be asked for.
    pub(super) fn not_listed(&mut self) -> Vec<Box<str>> {
        let round = self.round;
        let unseen = self.waited.iter_mut().filter(|(_, waited)| waited.seen_in != round);
        self.hoped_for = 0;
        unseen
            .map(|(id, waited)| {
                waited.place = Place::Nowhere;
                id.clone()
            })
            .collect()
    }

    pub(super) fn all(&self) -> Vec<Box<str>> {
        self.waited.keys().cloned().collect()
    }

    /// Ends the wait for those whose time is up, and tells which have stalled.
    pub(super) fn strike(&mut self, deadline: Option<Instant>) {
        let now = Instant::now();
        if deadline.is_some_and(|deadline| deadline <= now) {
            for id in self.all() {
                self.give_up(&id, WaitErrorKind::Deadline);
            }
            return;
        }
        let limits = self.limits;
        let mut struck = Vec::new();
        self.due = deadline;
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        for (id, waited) in &mut self.waited {
            if is_due(waited.deadline) {
                struck.push((id.clone(), WaitErrorKind::Deadline));
                continue;
            }
            if is_due(waited.stalls_at(limits)) {
                waited.has_stalled = true;
                struck.push((id.clone(), WaitErrorKind::Stalled));
            }
            self.due = earlier(self.due, waited.due(limits));
        }
        for (id, kind) in struck {
            if kind == WaitErrorKind::Deadline || limits.stall_ends {
                self.give_up(&id, kind);
            } else if let Some(waited) = self.waited.get(&id) {
                let news = Err(waited.error(&id, waited.last.clone(), kind));
                self.changes.push_back(Change { ends: None, news });
            }
        }
    }

    /// Ends a round, and says what the next is to be like.
    pub(super) fn survey(&mut self) -> Survey {
        let now = Instant::now();
        let (mut listed, mut unknown, mut pages, mut nowhere) = (0, 0, 0, 0);
        let mut rests = Vec::with_capacity(self.waited.len());
        for waited in self.waited.values() {
            match waited.place {
                Place::Unknown => unknown += 1,
                Place::Nowhere => nowhere += 1,
                Place::Page(page) => {
                    listed += 1;
                    pages = pages.max(page as usize + 1);
                }
            }
            rests.push(waited.rest(now).unwrap_or(Duration::MAX));
        }
        self.next_round();
        // Of those that the list does not show, some may turn up in it later: that is worth a request
        // where each of them takes one.
        let by_list = listed > pages || unknown > FEW || nowhere > FEW;
        Survey { rest: median(rests), by_list }
    }

    fn next_round(&mut self) {
        self.round = self.round.wrapping_add(1);
        self.unseen = self.waited.len();
        let hoped_for = self.waited.values().filter(|waited| waited.place != Place::Nowhere);
        self.hoped_for = hoped_for.count();
    }

    fn give_up(&mut self, id: &str, kind: WaitErrorKind) {
        let Some((id, mut waited)) = self.waited.remove_entry(id) else { return };
        if waited.seen_in != self.round {
            self.unseen -= 1;
            self.hoped_for -= usize::from(waited.place != Place::Nowhere);
        }
        let last = waited.last.take();
        let news = Err(waited.error(&id, last, kind));
        self.changes.push_back(Change { ends: Some(id), news });
    }
}

impl Waited {
    fn new(now: Instant) -> Self {
        Self {
            last: None,
            changed_at: now,
            seen_at: None,
            deadline: None,
            ends_at: None,
            missed: None,
            seen_in: 0,
            place: Place::Unknown,
            has_stalled: false,
        }
    }

    /// Takes note of a change to `job`, which the service told at `date`.
    fn change(
        &mut self,
        job: &BatchJob,
        date: Option<Timestamp>,
        began: Option<Instant>,
        limit: Option<Duration>,
    ) {
        let now = Instant::now();
        self.changed_at = now;
        self.has_stalled = false;
        let since = |time: &Option<crate::Timestamp>| -> Option<Duration> {
            let time = time.as_ref()?.instant().ok()?;
            Duration::try_from(date?.duration_since(time)).ok()
        };
        if let Some((limit, age)) = limit.zip(since(&job.created_at)) {
            let own = now.checked_add(limit.saturating_sub(age));
            self.deadline = earlier(self.deadline, own);
        }
        let age = since(&job.started_at)
            .or_else(|| began.map(|began| now.saturating_duration_since(began)));
        // What it counts anew ended somewhere since the last look at it: in the middle, on average.
        let ago =
            self.seen_at.map_or(Duration::ZERO, |seen| now.saturating_duration_since(seen) / 2);
        let rest = age.and_then(|age| rest(job, age.saturating_sub(ago)));
        self.ends_at = rest.and_then(|rest| now.checked_add(rest)?.checked_sub(ago));
    }

    fn due(&self, limits: Limits) -> Option<Instant> {
        earlier(self.deadline, self.stalls_at(limits))
    }

    /// When it will not have changed for too long, unless that has been told.
    fn stalls_at(&self, limits: Limits) -> Option<Instant> {
        let stall = limits.stall.filter(|_| !self.has_stalled);
        stall.and_then(|stall| self.changed_at.checked_add(stall))
    }

    /// How long it still takes. A job that is overdue is expected to take as long again as it has been:
    /// one that stands still at its last item hurries nobody for long.
    fn rest(&self, now: Instant) -> Option<Duration> {
        let ends_at = self.ends_at?;
        Some(ends_at.saturating_duration_since(now).max(now.saturating_duration_since(ends_at)))
    }

    fn error(&self, id: &str, last: Option<Box<BatchJob>>, kind: WaitErrorKind) -> WaitError {
        let last = last.map(|last| Last::Listed(*last));
        WaitError::new(id.to_owned(), last, kind, self.missed.clone())
    }
}

/// How long a job that has got this far in `age` still takes at the same speed.
fn rest(job: &BatchJob, age: Duration) -> Option<Duration> {
    let ended = [job.processed_items, job.failed_items, job.skipped_items];
    let done: f64 = ended.into_iter().flatten().map(|count| count.max(0) as f64).sum();
    let left = job.total_items as f64 - done;
    if done <= 0.0 {
        return None;
    }
    Duration::try_from_secs_f64((age.as_secs_f64() * left / done).max(0.0)).ok()
}

/// Half of the jobs take at least as long: so each round catches many at once, and neither the few that
/// end right now nor those that look as if they would make rounds of a hundred requests follow each
/// other. A mean would wait for the slowest, the next end would cost a round for each job. Of two jobs it is
/// the one that ends first, so that the last are caught soon. Where it can't be told of more than half of
/// them, as they have not begun, it can't be told at all.
fn median(mut rests: Vec<Duration>) -> Option<Duration> {
    let middle = rests.len().checked_sub(1)? / 2;
    let (_, median, _) = rests.select_nth_unstable(middle);
    Some(*median).filter(|rest| *rest != Duration::MAX)
}

fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    [a, b].into_iter().flatten().min()
}

/// So few jobs are asked for singly at once, as that takes no more requests.
const FEW: usize = 2;
