//! What is in flight at once, and when the origin wants to be left alone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// One per client: bounds the attempts on the wire, and holds them all back while the server has
/// asked for a pause.
#[derive(Debug)]
pub(crate) struct Throttle {
    slots: Arc<Slots>,
    /// Whether it ever was: most clients never are, and need not ask until when.
    was_paused: AtomicBool,
    paused_until: Mutex<Option<Instant>>,
}

#[derive(Debug)]
struct Slots {
    async_calls: Semaphore,
    /// By themselves: on the thread of a runtime a blocking call would wait for ever for a slot that is
    /// held, or queued for, by an async call of the same thread.
    #[cfg(feature = "blocking")]
    blocking_calls: Semaphore,
}

impl Slots {
    fn new(in_flight: usize) -> Self {
        let slots = || Semaphore::new(in_flight.min(Semaphore::MAX_PERMITS));
        Self {
            async_calls: slots(),
            #[cfg(feature = "blocking")]
            blocking_calls: slots(),
        }
    }

    fn here(&self) -> &Semaphore {
        #[cfg(feature = "blocking")]
        if crate::blocking::is_here() {
            return &self.blocking_calls;
        }
        &self.async_calls
    }
}

impl Throttle {
    pub(crate) fn new(in_flight: usize) -> Self {
        Self::of(Arc::new(Slots::new(in_flight)))
    }

    /// One for another origin: the slots are the same, the pauses are its own.
    pub(crate) fn abroad(&self) -> Self {
        Self::of(Arc::clone(&self.slots))
    }

    fn of(slots: Arc<Slots>) -> Self {
        Self { slots, was_paused: AtomicBool::new(false), paused_until: Mutex::new(None) }
    }

    /// A slot that is free, and that nobody waits for.
    pub(crate) fn free_slot(&self) -> Option<SemaphorePermit<'_>> {
        self.slots.here().try_acquire().ok()
    }

    /// Waits for a turn, first come first served. The slot is free again when the permit is dropped.
    pub(crate) async fn slot(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.slots.here().acquire().await.ok()
    }

    /// Holds back all attempts for `pause` from now on.
    pub(crate) fn pause(&self, pause: Duration) {
        let until = Instant::now() + pause.min(LONGEST_PAUSE);
        let mut paused = self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        *paused = Some(paused.map_or(until, |known| known.max(until)));
        self.was_paused.store(true, Ordering::Release);
    }

    /// How much longer attempts are held back.
    pub(crate) fn pause_left(&self) -> Option<Duration> {
        if !self.was_paused.load(Ordering::Acquire) {
            return None;
        }
        let paused = *self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        paused
            .map(|until| until.saturating_duration_since(Instant::now()))
            .filter(|left| !left.is_zero())
    }
}

/// Longer advice than a day is taken for a mistake that must not make a client useless for ever.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);
