//! Done, again, or stop: what follows from how an attempt ended.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::{after, budget};
use crate::attempt::{Failure, Reply, Response};
use crate::call::Limits;
use crate::error::{Kind, Outcome};

/// What is to be done after an attempt.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    /// The response is what the caller waits for.
    Done,
    /// Nothing more is sent.
    Stop(Outcome),
    Again(Again),
}

/// How a request is sent again.
#[derive(Debug, PartialEq)]
pub(crate) enum Again {
    /// At once, on a fresh connection: the pooled one was stale.
    Fresh,
    /// When the server asked for it; this is pacing and no failure, so it uses up nothing.
    Paced(Duration),
    /// After a backoff, at the cost of a retry and of so much of the client's budget.
    Retry { cost: u32 },
}

/// What a response says about sending again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// How long the server asks to wait.
    pub(crate) advice: Option<Duration>,
    /// `x-should-retry`.
    pub(crate) should_retry: Option<bool>,
    /// Whether credits or quota are spent.
    pub(crate) spent: bool,
}

impl Word {
    pub(crate) fn of(headers: &HeaderMap, spent: bool) -> Self {
        let should_retry = match headers.get("x-should-retry").map(|word| word.as_bytes()) {
            Some(b"true") => Some(true),
            Some(b"false") => Some(false),
            _ => None,
        };
        Self { advice: after::advice(headers, std::time::SystemTime::now()), should_retry, spent }
    }
}

/// The one place where it is decided whether a request is sent again.
pub(crate) fn verdict(reply: &Reply, word: Word, limits: &Limits, idempotent: bool) -> Verdict {
    match reply {
        Reply::Failed(failure) => of_failure(failure, idempotent),
        Reply::Broken(_, failure) => match failure.kind {
            // It would come the same again, or there is no room for it on the disk.
            Kind::TooLarge | Kind::Decode | Kind::Deadline | Kind::Body => {
                Verdict::Stop(Outcome::Done)
            }
            _ if idempotent => Verdict::Again(Again::Retry { cost: budget::RETRY_AFTER_LOSS }),
            _ => Verdict::Stop(Outcome::Done),
        },
        Reply::Answered(Response { status, .. }) if limits.expects(*status) => Verdict::Done,
        Reply::Answered(Response { status, .. }) => of_status(*status, word, idempotent),
    }
}

fn of_failure(failure: &Failure, idempotent: bool) -> Verdict {
    match (failure.kind, failure.outcome) {
        // A deadline is no attempt's fault, and a file that changed stays changed.
        (Kind::Deadline | Kind::Body | Kind::Build, outcome) => Verdict::Stop(outcome),
        (_, Outcome::NotDone) => Verdict::Again(Again::Retry { cost: budget::RETRY }),
        (_, outcome) if !idempotent => Verdict::Stop(outcome),
        _ if failure.reused => Verdict::Again(Again::Fresh),
        _ => Verdict::Again(Again::Retry { cost: budget::RETRY_AFTER_LOSS }),
    }
}

fn of_status(status: StatusCode, word: Word, idempotent: bool) -> Verdict {
    let retry = Verdict::Again(Again::Retry { cost: budget::RETRY });
    match status.as_u16() {
        // Another success than the one that is expected: it was done all the same.
        200..=299 => Verdict::Stop(Outcome::Done),
        429 if word.spent || word.should_retry == Some(false) => Verdict::Stop(Outcome::NotDone),
        429 => match word.advice {
            Some(advice) => Verdict::Again(Again::Paced(advice)),
            None => Verdict::Again(Again::Retry { cost: 0 }),
        },
        // A gateway says these after it has passed the request on.
        408 | 500..=599 if !idempotent || word.should_retry == Some(false) => {
            Verdict::Stop(Outcome::Unknown)
        }
        503 if word.advice.is_some() => {
            Verdict::Again(Again::Paced(word.advice.unwrap_or_default()))
        }
        501 | 505 if word.should_retry != Some(true) => Verdict::Stop(Outcome::Unknown),
        408 | 500..=599 => retry,
        400..=499 if idempotent && word.should_retry == Some(true) => retry,
        400..=499 => Verdict::Stop(Outcome::NotDone),
        // Redirects, and statuses that HTTP does not know.
        _ => Verdict::Stop(Outcome::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn failed(kind: Kind, outcome: Outcome, reused: bool) -> Reply {
        Reply::Failed(Failure { kind, outcome, reused, what: String::new(), source: None })
    }

    fn broken(kind: Kind) -> Reply {
        let outcome = Outcome::Done;
        let failure = Failure { kind, outcome, reused: false, what: String::new(), source: None };
        Reply::Broken(response(200), failure)
    }

    fn response(status: u16) -> Response {
        let status = StatusCode::from_u16(status).unwrap();
        Response { status, headers: HeaderMap::new(), body: Bytes::new(), open: None }
    }

    fn limits(expect: Option<StatusCode>) -> Limits {
        Limits {
            timeout: Duration::ZERO,
            deadline: None,
            retries: 0,
            max_body: 0,
            deadline_holds_streams: false,
            expect,
        }
    }

    #[test]
    fn one_status_may_be_expected() {
        let accepted = limits(Some(StatusCode::ACCEPTED));
        let not_found = limits(Some(StatusCode::NOT_FOUND));
        let of = |code, limits| {
            verdict(&Reply::Answered(response(code)), Word::default(), limits, false)
        };
        assert_eq!(of(202, &accepted), Verdict::Done);
        // Done all the same, and so never sent again.
        assert_eq!(of(200, &accepted), Verdict::Stop(Outcome::Done));
        assert_eq!(of(404, &accepted), Verdict::Stop(Outcome::NotDone));
        assert_eq!(of(404, &not_found), Verdict::Done);
    }

    #[test]
    fn the_table_of_what_is_sent_again() {
        use Outcome::{Done, NotDone, Unknown};
        use Verdict::{Again as Repeat, Stop};
        let retry = |cost| Repeat(Again::Retry { cost });
        let status = |code| Reply::Answered(response(code));
        let none = Word::default();
        let advised = Word { advice: Some(Duration::from_secs(2)), ..none };
        let forced = Word { should_retry: Some(true), ..none };
        let denied = Word { should_retry: Some(false), ..none };
        let spent = Word { spent: true, ..advised };
        let paced = || Repeat(Again::Paced(Duration::from_secs(2)));
        for (name, reply, word, idempotent, plain_post) in [
            ("not sent", failed(Kind::Connect, NotDone, false), none, retry(5), retry(5)),
            ("lost", failed(Kind::Lost, Unknown, false), none, retry(10), Stop(Unknown)),
            ("stale", failed(Kind::Lost, Unknown, true), none, Repeat(Again::Fresh), Stop(Unknown)),
            ("timeout", failed(Kind::Timeout, Unknown, false), none, retry(10), Stop(Unknown)),
            ("bad head", failed(Kind::Protocol, Unknown, false), none, retry(10), Stop(Unknown)),
            (
                "deadline",
                failed(Kind::Deadline, Unknown, false),
                none,
                Stop(Unknown),
                Stop(Unknown),
            ),
            (
                "changed file",
                failed(Kind::Body, NotDone, false),
                none,
                Stop(NotDone),
                Stop(NotDone),
            ),
            ("cut off", broken(Kind::Lost), none, retry(10), Stop(Done)),
            ("drips", broken(Kind::Timeout), none, retry(10), Stop(Done)),
            ("too large", broken(Kind::TooLarge), none, Stop(Done), Stop(Done)),
            ("200", status(200), none, Verdict::Done, Verdict::Done),
            ("202", status(202), none, Verdict::Done, Verdict::Done),
            ("204", status(204), denied, Verdict::Done, Verdict::Done),
            ("307", status(307), none, Stop(Unknown), Stop(Unknown)),
            ("400", status(400), none, Stop(NotDone), Stop(NotDone)),
            ("408", status(408), none, retry(5), Stop(Unknown)),
            ("409", status(409), none, Stop(NotDone), Stop(NotDone)),
            ("409 forced", status(409), forced, retry(5), Stop(NotDone)),
            ("429", status(429), none, retry(0), retry(0)),
            ("429 advised", status(429), advised, paced(), paced()),
            ("429 spent", status(429), spent, Stop(NotDone), Stop(NotDone)),
            ("429 denied", status(429), denied, Stop(NotDone), Stop(NotDone)),
            ("500", status(500), none, retry(5), Stop(Unknown)),
            ("500 denied", status(500), denied, Stop(Unknown), Stop(Unknown)),
            ("500 forced", status(500), forced, retry(5), Stop(Unknown)),
            ("501", status(501), none, Stop(Unknown), Stop(Unknown)),
            ("501 forced", status(501), forced, retry(5), Stop(Unknown)),
            ("503", status(503), none, retry(5), Stop(Unknown)),
            ("503 advised", status(503), advised, paced(), Stop(Unknown)),
            ("504", status(504), none, retry(5), Stop(Unknown)),
            ("600", status(600), none, Stop(Unknown), Stop(Unknown)),
        ] {
            let any = limits(None);
            assert_eq!(verdict(&reply, word, &any, true), idempotent, "{name}, idempotent");
            assert_eq!(verdict(&reply, word, &any, false), plain_post, "{name}, a plain POST");
        }
    }
}
