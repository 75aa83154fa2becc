//! How far apart the looks at a job are.

use std::time::Duration;

use tokio::time::Instant;

use super::job::BatchJobStatus;

/// The pace of looks: farther apart as the job ages, since one more minute matters less to a job that
/// has taken an hour; closer as it nears its end.
#[derive(Debug)]
pub(super) struct Pace {
    min: Duration,
    max: Duration,
    began: Instant,
    missed: u32,
}

impl Pace {
    pub(super) fn new(min: Duration, max: Duration) -> Self {
        let min = min.min(LONGEST);
        Self { min, max: max.clamp(min, LONGEST), began: Instant::now(), missed: 0 }
    }

    /// The job ages from here on.
    pub(super) fn begin(&mut self) {
        self.began = Instant::now();
    }

    /// The pause after a look that showed `status`.
    pub(super) fn after(&mut self, status: &BatchJobStatus) -> Duration {
        self.missed = 0;
        let age = self.began.elapsed();
        let mut pause = age / 10;
        // At the speed so far, the rest takes so long; half of it keeps the last look near the end.
        let done = status.progress_percentage;
        if done > 0.0 && done < 100.0 {
            let rest = age.as_secs_f64() * (100.0 - done) / done;
            if let Ok(rest) = Duration::try_from_secs_f64(rest / 2.0) {
                pause = pause.min(rest);
            }
        }
        self.jittered(pause)
    }

    /// The pause after a round of looks at many jobs, the typical of which ends in `rest`, as far as
    /// that can be told.
    pub(super) fn after_many(&mut self, rest: Option<Duration>) -> Duration {
        self.missed = 0;
        let pause = self.began.elapsed() / 10;
        self.jittered(rest.map_or(pause, |rest| pause.min(rest / 2)))
    }

    /// The pause after a look that failed: no closer than others, and farther each time.
    pub(super) fn after_missed(&mut self) -> Duration {
        self.missed = self.missed.saturating_add(1);
        let factor = 2u32.saturating_pow(self.missed.min(16));
        let pause = self.min.saturating_mul(factor).max(self.began.elapsed() / 10);
        self.jittered(pause)
    }

    /// Within the bounds, and up to a fifth shorter, so that many waiters do not look in step.
    fn jittered(&self, pause: Duration) -> Duration {
        let pause = pause.clamp(self.min, self.max);
        pause.mul_f64(1.0 - fastrand::f64() / 5.0).max(self.min)
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::new(Duration::from_secs(1), Duration::from_secs(30))
    }
}

/// Longer pauses serve nobody, and could not be reckoned with.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
