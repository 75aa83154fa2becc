//! The jobs that a client has made, by which it tells its own from others'.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

/// What the clones of a client share about the jobs that they made.
#[derive(Clone, Debug, Default)]
pub(crate) struct JobsMade(Arc<Mutex<Jobs>>);

#[derive(Debug, Default)]
struct Jobs {
    /// Jobs that were returned to a call or adopted by one, the older part of them apart.
    recent: HashMap<Box<str>, Instant>,
    older: HashSet<Box<str>>,
    /// Who may submit into a directory of a run's own.
    turns: HashMap<Box<str>, Weak<tokio::sync::Mutex<()>>>,
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
        let is_new = !jobs.recent.contains_key(id) && !jobs.older.contains(id);
        if is_new {
            jobs.recent.insert(id.into(), Instant::now());
        }
        is_new
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        let jobs = self.lock();
        jobs.recent.contains_key(id) || jobs.older.contains(id)
    }

    /// Whether the job was made so recently that the service may not show it everywhere yet.
    pub(crate) fn is_fresh(&self, id: &str) -> bool {
        self.lock().recent.get(id).is_some_and(|made| made.elapsed() < FRESH)
    }

    /// What one has to hold to submit into a directory of a run's own: there, one at a time.
    pub(crate) fn turn(&self, directory_id: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut jobs = self.lock();
        if let Some(turn) = jobs.turns.get(directory_id).and_then(Weak::upgrade) {
            return turn;
        }
        jobs.turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        jobs.turns.insert(directory_id.into(), Arc::downgrade(&turn));
        turn
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        // Nothing in here can be left half done by a panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Jobs {
    /// Forgets the times of jobs that are no longer fresh, now and then: their ids are enough.
    fn sweep(&mut self) {
        let now = Instant::now();
        let swept_at = *self.swept_at.get_or_insert(now);
        if now.duration_since(swept_at) > FRESH {
            self.swept_at = Some(now);
            let (older, recent) = std::mem::take(&mut self.recent)
                .into_iter()
                .partition(|(_, made)| now.duration_since(*made) > FRESH);
            self.recent = recent;
            let older: HashMap<_, _> = older;
            self.older.extend(older.into_keys());
        }
    }
}

const FRESH: Duration = Duration::from_secs(10);
