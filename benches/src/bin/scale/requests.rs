//! Counts the requests of a client by what it traces.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The requests of this process.
#[derive(Clone, Default)]
pub(crate) struct Requests(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    by_endpoint: BTreeMap<String, u64>,
    rounds: u64,
    last: Option<Instant>,
}

impl Requests {
    /// Counts from here on.
    pub(crate) fn count() -> Result<Self, tracing::subscriber::SetGlobalDefaultError> {
        let requests = Self::default();
        tracing::subscriber::set_global_default(requests.clone())?;
        Ok(requests)
    }

    /// How many there were of each endpoint, and in how many rounds.
    pub(crate) fn counted(&self) -> (BTreeMap<String, u64>, u64) {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (counts.by_endpoint.clone(), counts.rounds)
    }
}

impl Subscriber for Requests {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("endpoint")
    }

    fn event(&self, event: &Event<'_>) {
        let mut attempt = Attempt::default();
        event.record(&mut attempt);
        if !attempt.is_one {
            return;
        }
        let now = Instant::now();
        let began = now.checked_sub(Duration::from_millis(attempt.elapsed)).unwrap_or(now);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.by_endpoint.entry(attempt.endpoint).or_default() += 1;
        if counts.last.is_none_or(|last| began.saturating_duration_since(last) > PAUSE) {
            counts.rounds += 1;
        }
        counts.last = Some(now);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The event that an attempt leaves.
#[derive(Default)]
struct Attempt {
    is_one: bool,
    endpoint: String,
    elapsed: u64,
}

impl Visit for Attempt {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "elapsed_ms" {
            self.elapsed = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "endpoint" {
            value.clone_into(&mut self.endpoint);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.is_one = format!("{value:?}") == "attempt";
        }
    }
}

/// Without a request for so long, the next begins a round.
const PAUSE: Duration = Duration::from_millis(500);
