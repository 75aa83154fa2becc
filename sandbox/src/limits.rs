//! How often requests may come.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::lock;

/// How many requests are taken in a span of time.
///
/// One more is answered 429, with a `Retry-After` in whole seconds after which there is room; it
/// changes nothing, and doesn't count. Time is tokio's, as for [`Fault::Delay`], and not the
/// sandbox's clock: a client that waits for as long as it was told gets through, also where a test
/// has paused tokio's time, or lets the clock of the jobs stand still.
///
/// [`Fault::Delay`]: crate::Fault::Delay
///
/// ```
/// # tokio_test::block_on(async {
/// use std::time::Duration;
/// use llama_cloud_sandbox::{RateLimit, Sandbox};
///
/// // What the service documents of uploads into directories, and of its free plan.
/// let uploads = RateLimit::new(50, Duration::from_secs(5))
///     .operation("directories.files.upload")
///     .per_project();
/// let all = RateLimit::new(20, Duration::from_secs(60));
/// let sandbox = Sandbox::builder().rate_limit(uploads).rate_limit(all).start().await?;
/// # Ok::<(), std::io::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RateLimit {
    most: usize,
    span: Duration,
    operation: Option<String>,
    per_project: bool,
}

impl RateLimit {
    /// At most so many requests in any span of this length, whatever they ask for: those with a good
    /// key that fit an endpoint. Downloads behind presigned URLs are never limited.
    pub fn new(most: usize, span: Duration) -> Self {
        Self { most, span, operation: None, per_project: false }
    }

    /// Counts only requests for this operation of the contract, such as `directories.files.upload`.
    pub fn operation(self, name: impl Into<String>) -> Self {
        Self { operation: Some(name.into()), ..self }
    }

    /// Counts the requests of each `project_id` in the query by themselves.
    pub fn per_project(self) -> Self {
        Self { per_project: true, ..self }
    }
}

/// The limits that are set, and what was taken of late.
#[derive(Debug, Default)]
pub(crate) struct Limits(Vec<(RateLimit, Mutex<Windows>)>);

/// When the requests of a project were taken, the oldest first.
type Windows = HashMap<String, VecDeque<Instant>>;

impl Limits {
    pub(crate) fn new(limits: Vec<RateLimit>) -> Self {
        Self(limits.into_iter().map(|limit| (limit, Mutex::default())).collect())
    }

    /// Counts a request.
    ///
    /// # Errors
    /// If there is no room for it: the time until there is.
    pub(crate) fn take(&self, operation: &str, project: &str) -> Result<(), Duration> {
        let now = Instant::now();
        // None stands for never, as after a span that is past counting.
        let leaves = |at: Instant, limit: &RateLimit| at.checked_add(limit.span);
        let is_over =
            |at: Instant, limit: &RateLimit| leaves(at, limit).is_some_and(|at| at <= now);
        let fits = |limit: &RateLimit| limit.operation.as_deref().is_none_or(|of| of == operation);
        let mut open = Vec::new();
        for (limit, windows) in self.0.iter().filter(|(limit, _)| fits(limit)) {
            let mut windows = lock(windows);
            if windows.len() >= MOST_PROJECTS {
                windows.retain(|_, taken| taken.back().is_some_and(|at| !is_over(*at, limit)));
            }
            open.push((limit, windows));
        }
        let key = |limit: &RateLimit| if limit.per_project { project } else { "" }.to_owned();
        let mut wait = None;
        for (limit, windows) in &mut open {
            let taken = windows.entry(key(limit)).or_default();
            while taken.front().is_some_and(|at| is_over(*at, limit)) {
                taken.pop_front();
            }
            if taken.len() >= limit.most {
                let free = leaves(taken.front().copied().unwrap_or(now), limit);
                let pause = free.map_or(limit.span, |free| free.saturating_duration_since(now));
                wait = wait.max(Some(pause));
            }
        }
        if let Some(wait) = wait {
            return Err(wait);
        }
        for (limit, windows) in &mut open {
            windows.entry(key(limit)).or_default().push_back(now);
        }
        Ok(())
    }
}

/// Beyond so many, projects that have asked for nothing of late are forgotten.
const MOST_PROJECTS: usize = 1_024;
