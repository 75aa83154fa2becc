//! When a request is sent again.
//!
//! | what happened | idempotent | a plain POST or PATCH |
//! |---|---|---|
//! | could not connect, TLS failed, request provably not sent | again | again |
//! | 429 (unless credits are spent) | again | again |
//! | 408, 500, 502, 503, 504, other 5xx but 501 and 505; any status with `x-should-retry: true` | again | no: the server may have done it |
//! | connection lost or timed out after sending | again | no: the outcome is unknown |
//! | `x-should-retry: false`, any other status | no | no |
//!
//! Nothing in this folder does I/O: what is decided follows from values.

use std::time::Duration;

pub(crate) mod after;
pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod verdict;

/// How often, how long and how far apart.
#[derive(Clone, Debug)]
pub(crate) struct RetryPolicy {
    pub(crate) retries: u32,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) backoff_base: Duration,
    pub(crate) backoff_cap: Duration,
    pub(crate) retry_after_cap: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 5,
            timeout: Duration::from_secs(60),
            deadline: Duration::from_secs(5 * 60),
            backoff_base: Duration::from_millis(500),
            backoff_cap: Duration::from_secs(8),
            retry_after_cap: Duration::from_secs(60),
        }
    }
}
