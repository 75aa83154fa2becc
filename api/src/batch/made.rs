//! The jobs that a client has made, by which it tells its own from others'.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

/// What the clones of a client share about the jobs that they made.
#[derive(Clone, Debug, Default)]
pub(crate) struct JobsMade(Arc<Mutex<Jobs>>);

#[derive(Debug, Default)]
struct Jobs {
    /// Jobs that were returned to a call or adopted by one, and when.
    known: HashMap<Box<str>, Instant>,
    /// Who may submit into a directory of a run's own.
    turns: Vec<(Box<str>, Weak<tokio::sync::Mutex<()>>)>,
    swept_at: Option<Instant>,
}

impl JobsMade {
    /// Takes note of a job that a call returned.
    pub(crate) fn note(&self, id: &str) {
        let _ = self.claim(id);
    }

    /// Takes a job for one call; `false` if another has it.
    #[must_use]
    pub(crate) fn claim(&self, id: &str) -> bool {
        let mut jobs = self.lock();
        jobs.sweep();
        let is_new = !jobs.known.contains_key(id);
        if is_new {
            jobs.known.insert(id.into(), Instant::now());
        }
        is_new
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.lock().known.contains_key(id)
    }

    /// Whether the job was made so recently that the service may not show it everywhere yet.
    pub(crate) fn is_fresh(&self, id: &str) -> bool {
        self.lock().known.get(id).is_some_and(|made| made.elapsed() < FRESH)
    }

    /// What one has to hold to submit into a directory of a run's own: there, one at a time.
    pub(crate) fn turn(&self, directory_id: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut jobs = self.lock();
        // As many as submit at this moment.
        jobs.turns.retain(|(_, turn)| turn.strong_count() > 0);
        let held = jobs.turns.iter().find(|(directory, _)| **directory == *directory_id);
        if let Some(turn) = held.and_then(|(_, turn)| turn.upgrade()) {
            return turn;
        }
        let turn = Arc::default();
        jobs.turns.push((directory_id.into(), Arc::downgrade(&turn)));
        turn
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        // Nothing in here can be left half done by a panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Jobs {
    /// Forgets jobs that are too old to be taken for new ones, now and then, so that a client that
    /// works for months does not remember them all.
    fn sweep(&mut self) {
        let now = Instant::now();
        let swept_at = *self.swept_at.get_or_insert(now);
        if now.duration_since(swept_at) > REMEMBERED {
            self.swept_at = Some(now);
            self.known.retain(|_, known| now.duration_since(*known) <= REMEMBERED);
        }
    }
}

const FRESH: Duration = Duration::from_secs(10);
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
