//! What a client may spend on retries.

use std::sync::atomic::{AtomicU32, Ordering};

/// A retry costs 5, one after a timeout or a lost connection 10, and every call that succeeds gives
/// 1 back. So a server that is down gets at most 100 retries from a client, however many calls it
/// makes, and one that fails now and then at most a fifth more load.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    /// Takes `cost` out; `false` if that much is not there.
    pub(crate) fn spend(&self, cost: u32) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost))
            .is_ok()
    }

    /// Puts back what a call that succeeded earns.
    pub(crate) fn earn(&self) {
        // Full most of the time: then nothing is written that other cores would have to fetch.
        if self.0.load(Ordering::Relaxed) < FULL {
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                (left < FULL).then_some(left + 1)
            });
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

pub(crate) const RETRY: u32 = 5;
pub(crate) const RETRY_AFTER_LOSS: u32 = 10;
const FULL: u32 = 500;
