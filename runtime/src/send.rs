//! The loop: attempt, verdict, pause, again.
//!
//! In this order: deadline, pacing, turn, attempt, verdict, retries left, budget, pause. Nothing runs
//! beside it: dropping the future of a call stops all of it, wherever it stands.

use std::time::{Duration, SystemTime};

use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, sleep, timeout_at};

pub(crate) use self::errors::request_id;
use crate::attempt::{Attempt, Reply, Response, attempt};
use crate::error::{Error, Kind, Outcome, Result};
use crate::request::Prepared;
use crate::retry::backoff;
use crate::retry::verdict::{Again, Verdict, Word, verdict};

mod errors;

/// A response with a 2xx status and a whole body, and how it was come by.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) response: Response,
    pub(crate) attempts: Vec<Attempt>,
    /// When the call is to end.
    pub(crate) deadline: Option<Instant>,
}

/// Sends `request` until it succeeds, fails for good, or may not be sent again.
pub(crate) async fn send(request: &Prepared) -> Result<Received> {
    let mut call = Running::new(request);
    let mut fresh = false;
    let mut now = call.started;
    let mut waiting_since = call.started;
    loop {
        let (slot, started) = match call.turn(now).await {
            Ok(turn) => turn,
            Err(error) => return Err(call.complete(error)),
        };
        // What an attempt leaves behind ends with this block: it takes no room while the call pauses.
        let (again, word) = {
            let started_at = SystemTime::now();
            let number = u32::try_from(call.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
            let reply = attempt(request, number, fresh, started, call.deadline).await;
            drop(slot);
            let waited = started.saturating_duration_since(waiting_since);
            now = Instant::now();
            waiting_since = now;
            let times = Times { started_at, elapsed: now - started, waited };
            match call.conclude(reply, times) {
                Next::Done(received) => return Ok(received),
                Next::Failed(error) => return Err(call.complete(error)),
                Next::Again(again, word) => (again, word),
            }
        };
        let resend_fresh =
            matches!(again, Again::Fresh) && !fresh && request.client.transport().has_fresh();
        fresh = resend_fresh;
        if !resend_fresh {
            if let Err(error) = call.pause(again, word).await {
                return Err(call.complete(error));
            }
            now = Instant::now();
        }
    }
}

/// When an attempt was made.
#[derive(Clone, Copy)]
struct Times {
    started_at: SystemTime,
    elapsed: Duration,
    waited: Duration,
}

/// What comes after an attempt.
enum Next {
    Done(Received),
    Failed(Error),
    Again(Again, Word),
}

struct Running<'r> {
    request: &'r Prepared,
    started: Instant,
    deadline: Option<Instant>,
    attempts: Vec<Attempt>,
    retries: u32,
    /// How long the server has made it pause.
    paused: Duration,
    /// What the attempts so far say together: one that may have been acted on is not undone by a
    /// later one that was not.
    outcome: Outcome,
    last: Option<Error>,
}

impl<'r> Running<'r> {
    fn new(request: &'r Prepared) -> Self {
        let started = Instant::now();
        Self {
            request,
            started,
            deadline: request.limits.deadline.and_then(|limit| started.checked_add(limit)),
            attempts: Vec::with_capacity(1),
            retries: 0,
            paused: Duration::ZERO,
            outcome: Outcome::NotDone,
            last: None,
        }
    }

    /// What follows from how an attempt ended.
    fn conclude(&mut self, reply: Reply, times: Times) -> Next {
        let word = self.word(&reply);
        let limits = &self.request.limits;
        let verdict = verdict(&reply, word, limits, self.request.endpoint.is_idempotent());
        self.log(&reply, &verdict, times);
        if let (Some(advice), Reply::Answered(response)) = (word.advice, &reply)
            && matches!(response.status.as_u16(), 429 | 503)
        {
            self.request.throttle().pause(advice);
        }
        match (verdict, reply) {
            (Verdict::Done, Reply::Answered(response)) => {
                self.request.client.budget().earn();
                let attempts = std::mem::take(&mut self.attempts);
                Next::Done(Received { response, attempts, deadline: self.deadline })
            }
            (Verdict::Again(_), reply) if !self.request.body.can_be_opened() => {
                let note =
                    "the stream to be sent can't be read again, so this was the last attempt";
                Next::Failed(self.error(reply, word).with_note(note))
            }
            (Verdict::Again(again), reply) => {
                self.last = Some(self.error(reply, word));
                Next::Again(again, word)
            }
            (Verdict::Stop(_) | Verdict::Done, reply) => Next::Failed(self.error(reply, word)),
        }
    }

    /// Waits for the pause that the server has asked for, and for a free slot; gives the time at which it has
    /// one. The clock is read again where there was something to wait for.
    async fn turn(&mut self, mut now: Instant) -> Result<(SemaphorePermit<'r>, Instant)> {
        let throttle = self.request.throttle();
        loop {
            if let Some(left) = throttle.pause_left() {
                if left > self.request.client.policy().retry_after_cap || self.passes_deadline(left)
                {
                    return Err(self.throttled(left));
                }
                self.note_pause(left, left)?;
                sleep(left).await;
                now = Instant::now();
            }
            let slot = match throttle.free_slot() {
                Some(slot) => Ok(Some(slot)),
                None => {
                    let slot = match self.deadline {
                        Some(deadline) => timeout_at(deadline, throttle.slot()).await,
                        None => Ok(throttle.slot().await),
                    };
                    now = Instant::now();
                    slot
                }
            };
            match slot {
                // The pause may have begun while this call was queued.
                Ok(Some(_)) if throttle.pause_left().is_some() => {}
                Ok(Some(slot)) if self.deadline.is_some_and(|deadline| now >= deadline) => {
                    drop(slot);
                    let what = "the call's deadline passed before it could be sent";
                    return Err(self.with_last(Error::new(Kind::Deadline, self.outcome, what)));
                }
                Ok(Some(slot)) => return Ok((slot, now)),
                Ok(None) => return Err(Error::build("the client is shut down")),
                Err(_) => {
                    let what = "the call's deadline passed while it waited for its turn";
                    return Err(self.with_last(Error::new(Kind::Deadline, self.outcome, what)));
                }
            }
        }
    }

    /// Waits before the next attempt, or says why there is none.
    async fn pause(&mut self, again: Again, word: Word) -> Result<()> {
        let client = &self.request.client;
        let policy = client.policy();
        let jitter = |retry| backoff::pause(retry, policy.backoff_base, policy.backoff_cap);
        let wait = match again {
            Again::Paced(advice) => {
                if advice > policy.retry_after_cap || self.passes_deadline(advice) {
                    return Err(self.throttled(advice));
                }
                let wait = advice.saturating_add(jitter(self.retries.saturating_add(1)));
                self.note_pause(wait, advice)?;
                wait
            }
            // Where there is no fresh connection to be had, a stale one is a lost one.
            Again::Fresh => self.retry(crate::retry::budget::RETRY_AFTER_LOSS)?,
            Again::Retry { cost } => {
                let wait = self.retry(cost)?;
                match word.advice {
                    Some(advice) if advice > policy.retry_after_cap => {
                        return Err(self.throttled(advice));
                    }
                    Some(advice) => wait.saturating_add(advice),
                    None => wait,
                }
            }
        };
        if self.passes_deadline(wait) {
            return Err(match word.advice {
                Some(advice) => self.throttled(advice),
                None => self.take_last(),
            });
        }
        tracing::debug!(
            endpoint = self.request.endpoint.name(),
            attempts = self.attempts.len(),
            wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            "sending again"
        );
        sleep(wait).await;
        Ok(())
    }

    /// Takes a retry out of the call's and the client's store; gives the backoff before it.
    fn retry(&mut self, cost: u32) -> Result<Duration> {
        let client = &self.request.client;
        if self.retries >= self.request.limits.retries {
            return Err(self.take_last());
        }
        if !client.budget().spend(cost) {
            return Err(self.take_last().with_budget_spent());
        }
        self.retries += 1;
        let policy = client.policy();
        Ok(backoff::pause(self.retries, policy.backoff_base, policy.backoff_cap))
    }

    /// Takes note of a pause that the server asks for. It uses up no retries, so that without a deadline
    /// nothing else would end a call whose server never asks for anything but another one.
    fn note_pause(&mut self, wait: Duration, advice: Duration) -> Result<()> {
        self.paused = self.paused.saturating_add(wait.max(SHORTEST_PAUSE));
        let most = self.request.client.policy().deadline;
        if self.deadline.is_some() || self.paused <= most {
            return Ok(());
        }
        let what = format!(
            "the server asks to wait for {advice:?}, and all the pauses of this call may take {most:?}"
        );
        Err(self.throttled_for(what, advice))
    }

    /// Whether a pause leaves no time for an attempt. Timers may wake by a millisecond too late.
    fn passes_deadline(&self, wait: Duration) -> bool {
        let ends = Instant::now().checked_add(wait.saturating_add(TICK));
        self.deadline.is_some_and(|deadline| ends.is_none_or(|ends| ends >= deadline))
    }

    fn throttled(&mut self, wait: Duration) -> Error {
        let what = match wait {
            Duration::MAX => "the server asks to wait, for longer than can be counted".to_owned(),
            wait => format!("the server asks to wait for {wait:?}, longer than this call may"),
        };
        self.throttled_for(what, wait)
    }

    fn throttled_for(&mut self, mut what: String, wait: Duration) -> Error {
        let words = self.last.as_ref().and_then(Error::detail).map(|detail| &detail.message);
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            what.push_str(": ");
            what.push_str(words);
        }
        let error = Error::new(Kind::Throttled, self.outcome, what).with_retry_after(Some(wait));
        self.with_last(error)
    }

    /// Puts the last attempt's error behind `error`, and what that one knows into it.
    fn with_last(&mut self, error: Error) -> Error {
        match self.last.take() {
            Some(mut last) => {
                let error = match last.status() {
                    Some(status) => error.with_status(status),
                    None => error,
                };
                let detail = last.detail().cloned().unwrap_or_default();
                error
                    .with_request_id(last.request_id().map(str::to_owned))
                    .with_body(last.body().clone())
                    .with_detail(detail)
                    .with_api_error(last.take_api_error())
                    .with_source(last)
            }
            None => error,
        }
    }

    fn take_last(&mut self) -> Error {
        self.last.take().unwrap_or_else(|| Error::build("nothing was sent"))
    }

    fn word(&self, reply: &Reply) -> Word {
        match reply {
            Reply::Answered(response) if !self.request.limits.expects(response.status) => {
                let spent = self.detail(response).is_some_and(|detail| detail.spent);
                Word::of(&response.headers, spent)
            }
            Reply::Answered(_) | Reply::Broken(..) | Reply::Failed(_) => Word::default(),
        }
    }

    fn log(&mut self, reply: &Reply, verdict: &Verdict, times: Times) {
        let Times { started_at, elapsed, waited } = times;
        let (status, failure) = match reply {
            Reply::Failed(failure) => (None, Some(failure.kind)),
            Reply::Broken(response, failure) => (Some(response.status), Some(failure.kind)),
            Reply::Answered(response) => (Some(response.status), None),
        };
        let outcome = match (verdict, reply) {
            (Verdict::Done, _) | (_, Reply::Broken(..)) => Outcome::Done,
            (Verdict::Stop(outcome), _) => *outcome,
            (Verdict::Again(_), Reply::Failed(failure)) => failure.outcome,
            (Verdict::Again(_), Reply::Answered(response)) => match response.status.as_u16() {
                408 | 500.. => Outcome::Unknown,
                _ => Outcome::NotDone,
            },
        };
        self.outcome = match (self.outcome, outcome) {
            (Outcome::Done, _) | (_, Outcome::Done) => Outcome::Done,
            (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
            (Outcome::NotDone, Outcome::NotDone) => Outcome::NotDone,
        };
        tracing::debug!(
            endpoint = self.request.endpoint.name(),
            attempt = self.attempts.len() + 1,
            status = status.map(|status| status.as_u16()),
            failure = ?failure,
            ?outcome,
            elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            "attempt"
        );
        self.attempts.push(Attempt { started_at, elapsed, waited, status, failure, outcome });
    }

    /// Adds what the call knows to the error that ends it.
    fn complete(&mut self, error: Error) -> Error {
        let Prepared { endpoint, target, body, secrets, .. } = self.request;
        error
            .with_outcome(self.outcome)
            .with_endpoint(*endpoint)
            .with_attempts(std::mem::take(&mut self.attempts))
            .with_sent(&target.url, body, secrets)
    }
}

/// How exact tokio's timers are.
const TICK: Duration = Duration::from_millis(1);
/// What the shortest pause counts as, so that also those of nearly nothing come to an end.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
