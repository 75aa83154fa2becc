//! Looking at many jobs, round after round.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use endpoint::{Call, Endpoints, Error, OffsetPage};
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::BatchEndpoints;
use super::dated::{Dated, dated};
use super::job::{BatchJob, BatchJobStatus};
use super::made::JobsMade;
use super::pace::Pace;
use super::params::BatchListParams;
use super::submit::{GetStatus, List, jobs_made};
use super::wait::{LONGEST_PAUSE, is_missed_look};
use super::waited::{Change, Jobs, Limits};

/// Looks at jobs until none is waited for any more. In a round each is looked at once: in the list, and
/// by itself if the list does not show it.
///
/// One task does it all: whatever is under way is held here, so that nothing is lost when a consumer
/// stops to ask for changes and goes on later.
pub(super) struct Rounds<'a> {
    list: Box<List<'a>>,
    get_status: Box<GetStatus<'a>>,
    made: JobsMade,
    pub(super) pace: Pace,
    pub(super) limit: Option<Duration>,
    pub(super) limits: Limits,
    jobs: Jobs,
    /// From the first look on.
    deadline: Option<Instant>,
    /// When the next round begins; none before the first.
    next: Option<Instant>,
    by_list: bool,
    round: Round,
    looks: FuturesUnordered<Look>,
}

/// A look under way.
type Look = Pin<Box<dyn Future<Output = Seen> + Send>>;

enum Seen {
    Page(Result<Dated<OffsetPage<BatchJob>>, Error>),
    Job(Box<str>, Result<Box<Dated<BatchJobStatus>>, Error>),
}

/// How far a round has come.
#[derive(Default)]
struct Round {
    /// How many rows of the list have been read.
    offset: i64,
    pages: u32,
    /// How many pages in a row showed none of the jobs.
    in_vain: usize,
    /// Those that are still to be asked for singly.
    to_ask: Vec<Box<str>>,
    /// Whether the service could not be asked.
    was_missed: bool,
    /// How long it asks to wait.
    advice: Duration,
}

impl<'a> Rounds<'a> {
    pub(super) fn new<E: BatchEndpoints + ?Sized>(endpoints: &'a E, job_ids: Vec<String>) -> Self {
        Self {
            list: Box::new(|params| endpoints.list(params)),
            get_status: Box::new(|job_id| endpoints.get_status(job_id)),
            made: jobs_made(Endpoints::client(endpoints)),
            pace: Pace::default(),
            limit: None,
            limits: Limits::default(),
            jobs: Jobs::new(job_ids),
            deadline: None,
            next: None,
            by_list: false,
            round: Round::default(),
            looks: FuturesUnordered::new(),
        }
    }

    /// How many jobs are waited for.
    pub(super) fn len(&self) -> usize {
        self.jobs.len()
    }

    /// The next change of a job; `None` when none is waited for any more.
    pub(super) async fn change(&mut self) -> Option<Change> {
        if self.next.is_none() {
            self.begin();
        }
        loop {
            if let Some(change) = self.jobs.next_change() {
                return Some(change);
            }
            if self.jobs.len() == 0 {
                return None;
            }
            match self.jobs.due() {
                None => self.look().await,
                // A round that is overdue, as nobody asked for it in time, comes first: it may show a
                // change.
                Some(due) if self.is_overdue(due) => self.finish_round().await,
                Some(due) => {
                    if timeout_at(due, self.look()).await.is_err() {
                        self.jobs.strike(self.deadline);
                    }
                }
            }
        }
    }

    fn begin(&mut self) {
        let now = Instant::now();
        self.deadline = self.limit.and_then(|limit| now.checked_add(limit));
        self.next = Some(now);
        self.pace.begin();
        self.by_list = self.jobs.begin(self.limits, self.deadline);
    }

    /// Whether a round should have begun before `due`, which has passed.
    fn is_overdue(&self, due: Instant) -> bool {
        let now = Instant::now();
        let has_passed = due <= now && self.deadline.is_none_or(|deadline| now < deadline);
        has_passed && self.looks.is_empty() && self.next.is_some_and(|next| next < due)
    }

    async fn finish_round(&mut self) {
        self.look().await;
        while !self.looks.is_empty() {
            self.look().await;
        }
    }

    /// Waits for what the next look shows. Dropped, it loses nothing.
    async fn look(&mut self) {
        if self.looks.is_empty() {
            if let Some(next) = self.next {
                sleep_until(next).await;
            }
            self.round = Round::default();
            if self.by_list {
                self.read_page();
            } else {
                self.round.to_ask = self.jobs.all();
                self.ask_singly();
            }
        }
        match self.looks.next().await {
            Some(Seen::Page(page)) => self.note_page(page),
            Some(Seen::Job(id, status)) => self.note_job(&id, status),
            None => {}
        }
        if self.looks.is_empty() {
            self.end_round();
        }
    }

    fn read_page(&mut self) {
        let params = BatchListParams::builder().limit(PAGE).offset(self.round.offset).build();
        let call = self.limited((self.list)(&params));
        self.looks.push(Box::pin(async move { Seen::Page(dated(call).await) }));
    }

    fn note_page(&mut self, page: Result<Dated<OffsetPage<BatchJob>>, Error>) {
        match page {
            Ok(Dated { value: page, date }) => {
                let received = page.items.len();
                let mut shown = false;
                for job in page.items {
                    shown |= self.jobs.see_on(self.round.pages, job, date);
                }
                let round = &mut self.round;
                round.offset += i64::try_from(received).unwrap_or(i64::MAX);
                round.pages = round.pages.saturating_add(1);
                round.in_vain = if shown { 0 } else { round.in_vain + 1 };
                let offset = round.offset;
                let is_last = received == 0 || page.total_size.is_none_or(|total| offset >= total);
                // More pages in vain than there are jobs to be found cost more than asking for each.
                let in_vain = !shown && round.in_vain >= self.jobs.hoped_for();
                if self.jobs.unseen() > 0 && !is_last && !in_vain {
                    return self.read_page();
                }
            }
            Err(error) if is_missed_look(&error, true) => {
                // A service that could not be asked for all of them is not asked for each of them.
                self.round.miss(&error);
                return self.jobs.miss_unseen(error);
            }
            // A list that nobody may read shows nothing.
            Err(_) => {}
        }
        if self.jobs.unseen() > 0 {
            self.round.to_ask = self.jobs.not_listed();
            self.ask_singly();
        }
    }

    fn ask_singly(&mut self) {
        while self.looks.len() < AT_ONCE {
            let Some(id) = self.round.to_ask.pop() else { return };
            if self.jobs.is_waited_for(&id) {
                let call = self.limited((self.get_status)(&id));
                self.looks
                    .push(Box::pin(async move { Seen::Job(id, dated(call).await.map(Box::new)) }));
            }
        }
    }

    fn note_job(&mut self, id: &str, status: Result<Box<Dated<BatchJobStatus>>, Error>) {
        match status {
            Ok(status) => {
                let Dated { value: status, date } = *status;
                self.jobs.see(id, status.job, date);
            }
            Err(error) => {
                let is_missed = is_missed_look(&error, self.made.is_fresh(id));
                if is_missed {
                    self.round.miss(&error);
                }
                self.jobs.miss(id, error, !is_missed);
            }
        }
        self.ask_singly();
    }

    fn end_round(&mut self) {
        let survey = self.jobs.survey();
        self.by_list = survey.by_list;
        let pause = if self.round.was_missed {
            self.pace.after_missed()
        } else {
            self.pace.after_many(survey.rest)
        };
        // Advice may be beyond any clock.
        self.next = Some(Instant::now() + pause.max(self.round.advice).min(LONGEST_PAUSE));
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

impl fmt::Debug for Rounds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rounds")
            .field("jobs", &self.jobs.len())
            .field("pace", &self.pace)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Round {
    fn miss(&mut self, error: &Error) {
        self.was_missed = true;
        self.advice = self.advice.max(error.retry_after().unwrap_or_default());
    }
}

const PAGE: i64 = 100;
/// How many jobs are asked for singly at the same time.
const AT_ONCE: usize = 16;
