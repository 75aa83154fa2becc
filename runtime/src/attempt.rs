//! One HTTP exchange.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use pin_project_lite::pin_project;
use tokio::task::{Unconstrained, unconstrained};
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use self::receive::receive;
use crate::error::text::cut;
use crate::error::{Error, Kind, Outcome};
use crate::request::Prepared;
use crate::request::body::{Moved, RequestBody};
use crate::secret::Secrets;
pub(crate) use crate::transport::Failure;
use crate::transport::{Incoming, OpenBody};

pub(crate) mod receive;

/// What became of one attempt of a call.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub(crate) started_at: SystemTime,
    pub(crate) elapsed: Duration,
    pub(crate) waited: Duration,
    pub(crate) status: Option<StatusCode>,
    pub(crate) failure: Option<Kind>,
    pub(crate) outcome: Outcome,
}

impl Attempt {
    /// When it began, by this machine's clock.
    #[must_use]
    pub fn started_at(&self) -> SystemTime {
        self.started_at
    }

    /// How long it took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How long the call paused before it, and waited for its turn.
    #[must_use]
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// The status of its response, if one arrived.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// What went wrong; `None` if a whole response arrived.
    #[must_use]
    pub fn failure(&self) -> Option<Kind> {
        self.failure
    }

    /// Whether the server acted on this attempt.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }
}

/// How an attempt ended.
#[derive(Debug)]
pub(crate) enum Reply {
    /// Without the head of a response.
    Failed(Failure),
    /// With a head, but its body did not arrive whole.
    Broken(Response, Failure),
    /// With a response; that of a failed status may have lost a part of its body.
    Answered(Response),
}

/// A response as far as it arrived.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What is still to be read, if the body is to be streamed.
    pub(crate) open: Option<OpenBody>,
}

/// Makes one attempt, the `number`-th of its call.
pub(crate) async fn attempt(
    request: &Prepared,
    number: u32,
    fresh: bool,
    mut started: Instant,
    deadline: Option<Instant>,
) -> Reply {
    let clock = Clock { limit: request.limits.timeout, deadline };
    // What is rare is boxed, and what has been used ends with its block: a call takes as much room as all that
    // it may hold at the same time.
    let mut incoming = {
        let (moved, exchange) = {
            let body = match request.body.open_at_once() {
                Some(body) => body,
                None => match Box::pin(open(request, number, &clock)).await {
                    Ok(body) => {
                        started = Instant::now();
                        body
                    }
                    Err(failure) => return Reply::Failed(failure),
                },
            };
            (body.moved(), request.client.transport().send(request, body, fresh))
        };
        let head = match moved {
            Some(moved) => {
                let head = Box::pin(clock.race_while_moving(moved, exchange)).await;
                started = Instant::now();
                head
            }
            None => clock.race(started, exchange).await,
        };
        match head {
            Ok(Ok(incoming)) => incoming,
            Ok(Err(failure)) => return Reply::Failed(failure),
            Err(struck) => return Reply::Failed(struck.failure("no answer came")),
        }
    };
    let read = receive(&mut incoming, request, &clock, started).await;
    let Incoming { status, headers, .. } = incoming;
    let open = if read.is_open { Some(incoming.body.into_open()) } else { None };
    let response = Response { status, headers, body: read.body, open };
    match read.failure {
        None => Reply::Answered(response),
        Some(failure) => Reply::Broken(response, failure),
    }
}

async fn open(request: &Prepared, number: u32, clock: &Clock) -> Result<RequestBody, Failure> {
    match clock.race(Instant::now(), request.body.open(number)).await {
        Ok(opened) => opened.map_err(|error| Failure::of_opening(&error)),
        Err(struck) => {
            let what = "the body to be sent was not opened";
            Err(Failure { outcome: Outcome::NotDone, ..struck.failure(what) })
        }
    }
}

impl Failure {
    fn of_opening(error: &Error) -> Self {
        Self {
            kind: error.kind(),
            outcome: error.outcome(),
            reused: false,
            what: error.message().to_owned(),
            source: None,
        }
    }

    pub(crate) fn of_response(kind: Kind, what: String) -> Self {
        Self { kind, outcome: Outcome::Done, reused: false, what, source: None }
    }

    /// The error that it is, in words that are fit to be shown.
    pub(crate) fn into_error(self, secrets: &Secrets) -> Error {
        let what = cut(&secrets.redact(&self.what), LONGEST_CAUSE);
        let error = Error::new(self.kind, self.outcome, what);
        match self.source {
            Some(source) => error.with_source(secrets.redact_cause(source)),
            None => error,
        }
    }

    fn of_file(error: io::Error) -> Self {
        let what = format!("can't write the response to its file: {error}");
        Self { source: Some(error.into()), ..Self::of_response(Kind::Body, what) }
    }
}

/// The two limits that an attempt runs under.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) limit: Duration,
    pub(crate) deadline: Option<Instant>,
}

/// The limit that struck first.
#[derive(Clone, Copy)]
pub(crate) enum Struck {
    Timeout(Duration),
    Deadline,
}

impl Clock {
    /// Runs `work`, which began at `started`.
    fn race<F: Future>(&self, started: Instant, work: F) -> Race<F> {
        let (until, struck) = self.until(started);
        Race { work, timer: None, until, struck }
    }

    /// Runs `work` for as long as the body that it sends keeps moving.
    async fn race_while_moving<F: Future>(
        &self,
        moved: Moved,
        work: F,
    ) -> Result<F::Output, Struck> {
        let mut work = std::pin::pin!(work);
        loop {
            let (until, struck) = self.until(moved.last());
            match timeout_at(until, &mut work).await {
                Ok(done) => return Ok(done),
                Err(_)
                    if matches!(struck, Struck::Timeout(_))
                        && self.until(moved.last()).0 > until => {}
                Err(_) => return Err(struck),
            }
        }
    }

    pub(crate) fn until(&self, started: Instant) -> (Instant, Struck) {
        let until = started.checked_add(self.limit).unwrap_or_else(|| started + FAR);
        match self.deadline {
            Some(deadline) if deadline <= until => (deadline, Struck::Deadline),
            _ => (until, Struck::Timeout(self.limit)),
        }
    }
}

pin_project! {
    /// Work under a limit; see [`Clock::race`]. An `async fn` would take its room twice, and tokio's `Timeout` has a
    /// timer for what is there at once, too.
    struct Race<F> {
        #[pin]
        work: F,
        // Without a share in what a task may do before it yields: that much work is no reason not to ask the time.
        #[pin]
        timer: Option<Unconstrained<Sleep>>,
        until: Instant,
        struck: Struck,
    }
}

impl<F: Future> Future for Race<F> {
    type Output = Result<F::Output, Struck>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Poll::Ready(done) = this.work.poll(context) {
            return Poll::Ready(Ok(done));
        }
        if this.timer.is_none() {
            this.timer.set(Some(unconstrained(sleep_until(*this.until))));
        }
        match this.timer.as_pin_mut() {
            Some(timer) => timer.poll(context).map(|()| Err(*this.struck)),
            None => Poll::Pending,
        }
    }
}

impl Struck {
    fn failure(self, what: &str) -> Failure {
        let (kind, what) = match self {
            Self::Timeout(limit) => {
                (Kind::Timeout, format!("{what} within the attempt's timeout of {limit:?}"))
            }
            Self::Deadline => (Kind::Deadline, format!("{what} before the call's deadline")),
        };
        Failure { kind, outcome: Outcome::Unknown, reused: false, what, source: None }
    }
}

/// A timeout that no clock can hold is as good as none.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
/// How much of the words of a cause is shown, in characters: enough for the longest path.
const LONGEST_CAUSE: usize = 5000;
