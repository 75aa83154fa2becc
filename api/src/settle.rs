//! Looking for what a lost answer may have made.

use std::time::Duration;

use endpoint::Error;
use tokio::time::{Instant, sleep};

/// The time in which a server may still be working on a request whose connection is gone, divided
/// into looks that are farther and farther apart.
#[derive(Debug)]
pub(crate) struct Settle {
    until: Instant,
    /// What no look may pass.
    deadline: Option<Instant>,
    pause: Duration,
    /// How much later it ends because of pauses that the server asked for.
    held_back: Duration,
}

impl Settle {
    /// What became of a call that ended with `error`. If the server asked for a pause the client keeps it,
    /// so that there is nothing to be seen before its end.
    pub(crate) fn after(error: &Error, settle: Duration, deadline: Option<Instant>) -> Self {
        // Longer than any server works on a request, and no clock overflows.
        let until = Instant::now() + settle.min(LONGEST);
        let mut settle = Self { until, deadline, pause: FIRST_PAUSE, held_back: Duration::ZERO };
        settle.hold_back(error);
        settle
    }

    /// Takes note of a pause that the server asked for, and that no look can be made in.
    pub(crate) fn hold_back(&mut self, error: &Error) {
        let advice = error.retry_after().unwrap_or_default();
        let longer = advice.min(LONGEST_ADVICE.saturating_sub(self.held_back));
        self.held_back += longer;
        self.until += longer;
    }

    /// When looking ends.
    fn end(&self) -> Instant {
        self.deadline.map_or(self.until, |deadline| deadline.min(self.until))
    }

    /// How long a look may take. Even with no time left there is one, unless a deadline forbids it.
    pub(crate) fn limit(&self) -> Duration {
        let left = |until: Instant| until.saturating_duration_since(Instant::now());
        let limit = left(self.until).max(LEAST);
        self.deadline.map_or(limit, |deadline| limit.min(left(deadline)))
    }

    /// Waits before the next look; `false` if there is no time for one.
    pub(crate) async fn again(&mut self) -> bool {
        if Instant::now() + self.pause > self.end() {
            return false;
        }
        sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}

/// How long to look if the caller does not say.
pub(crate) const SETTLE: Duration = Duration::from_secs(15);
/// How long one attempt of a look may take: a server that stalls must not use up the time of all.
pub(crate) const LOOK_TIMEOUT: Duration = Duration::from_secs(5);
/// Of longer advice a client keeps none, but fails at once; nor is a server that keeps asking waited for.
const LONGEST_ADVICE: Duration = Duration::from_secs(60);
const LEAST: Duration = Duration::from_secs(1);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
