//! The table of figures.

use std::fmt;

use project_benches::report::{Bound, Report, float};

use crate::measured::Measured;

/// Rows of what clients took.
pub(crate) struct Table(Report);

/// What a row is about.
pub(crate) struct Row<'r> {
    pub(crate) what: &'r str,
    pub(crate) client: &'r str,
    /// How many jobs or files; for a rate, where that says something.
    pub(crate) count: Option<usize>,
    /// The processor's time of the sandbox, in seconds.
    pub(crate) sandbox: f64,
}

impl Table {
    pub(crate) fn add(&mut self, row: &Row<'_>, measured: &Measured) {
        let Measured { seconds, user, system, peak, .. } = measured;
        let rate = row.count.map(|count| format!("{:.0}", rate(count, *seconds)));
        self.0.row([
            row.what.to_owned(),
            row.client.to_owned(),
            format!("{seconds:.1}"),
            rate.unwrap_or_else(|| "–".to_owned()),
            format!("{user:.1} + {system:.1}"),
            format!("{:.0} %", 100.0 * (user + system) / seconds),
            format!("{:.0}", megabytes(*peak)),
            format!("{:.1}", row.sandbox),
        ]);
    }

    pub(crate) fn hold(&mut self, what: &str, figure: f64, bound: Bound) {
        self.0.hold(what, figure, bound);
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.0.note(note);
    }
}

impl Default for Table {
    fn default() -> Self {
        Self(Report::new("Thousands of jobs and files", &COLUMNS))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

pub(crate) fn rate(count: usize, seconds: f64) -> f64 {
    float(count) / seconds
}

pub(crate) fn megabytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1000).unwrap_or(u32::MAX)) / 1000.0
}

const COLUMNS: [&str; 8] = [
    "what",
    "client",
    "seconds",
    "per second",
    "processor: user + system, s",
    "of one",
    "peak, MB",
    "sandbox's processor, s",
];
