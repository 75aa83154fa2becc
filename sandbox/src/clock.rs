//! The time that jobs run by, and how it is written.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use tokio::time::Instant;

use crate::journal::Header;

/// How long a sandbox has run: by tokio's clock and what was added to it, or by hand alone.
#[derive(Debug)]
pub(crate) struct Clock {
    /// The wall time at which the sandbox was first started.
    began: Timestamp,
    /// None for a manual clock.
    runs_since: Option<Instant>,
    added: Mutex<Duration>,
}

impl Clock {
    /// Goes on from where it was when the sandbox ended: the automatic one from where it would be by
    /// now, had it run on.
    pub(crate) fn start(manual: bool, header: &Header) -> Self {
        let runs_since = (!manual).then(Instant::now);
        let meanwhile = Timestamp::now().duration_since(header.began);
        let meanwhile =
            if manual { Duration::ZERO } else { meanwhile.try_into().unwrap_or_default() };
        // Never before what has happened, also where the system's clock was set back.
        let resumed = header.advanced.saturating_add(meanwhile).max(header.last);
        Self { began: header.began, runs_since, added: Mutex::new(resumed) }
    }

    /// The time since the first start.
    pub(crate) fn now(&self) -> Duration {
        let added = *self.added.lock().unwrap_or_else(PoisonError::into_inner);
        added.saturating_add(self.runs_since.map_or(Duration::ZERO, |start| start.elapsed()))
    }

    pub(crate) fn advance(&self, by: Duration) {
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        *added = added.saturating_add(by);
    }

    /// The wall time of a moment, to the microsecond, so that what is written is what is compared. Past
    /// the year 9999 it stands still.
    pub(crate) fn wall(&self, at: Duration) -> Timestamp {
        jiff::SignedDuration::try_from(at)
            .ok()
            .and_then(|at| self.began.checked_add(at).ok())
            .and_then(|at| Timestamp::from_microsecond(at.as_microsecond()).ok())
            .unwrap_or(Timestamp::MAX)
    }

    /// The wall time of a moment as the service writes it: with microseconds, in UTC.
    pub(crate) fn text(&self, at: Duration) -> String {
        format!("{:.6}", self.wall(at))
    }

    /// The present as the header `date` has it.
    pub(crate) fn date(&self) -> String {
        httpdate::fmt_http_date(self.wall(self.now()).try_into().unwrap_or(SystemTime::UNIX_EPOCH))
    }
}

/// Reads a timestamp. One without an offset counts as UTC.
pub(crate) fn parse_instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let local: civil::DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(local).ok()
}
