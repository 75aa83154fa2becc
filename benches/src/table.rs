//! The table of figures.

use std::fmt;

use crate::measured::Measured;

/// Rows of figures, and what they are held to. Displays as Markdown.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<[String; COLUMNS.len()]>,
    bounds: Vec<String>,
}

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
        self.rows.push([
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

    /// Adds what a figure is held to.
    pub(crate) fn hold(&mut self, what: &str, figure: f64, bound: Bound) {
        let (held, words, limit) = match bound {
            Bound::AtMost(most) => (figure <= most, "at most", most),
            Bound::AtLeast(least) => (figure >= least, "at least", least),
        };
        let held = if held { "held" } else { "MISSED" };
        self.bounds.push(format!("{what}: {figure:.2}, {words} {limit}: {held}"));
    }

    /// Adds what else there is to be said.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.bounds.push(note.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = COLUMNS.map(str::to_owned);
        let widths: [usize; COLUMNS.len()] = std::array::from_fn(|column| {
            let cells = [&heads].into_iter().chain(&self.rows).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        });
        let line = |cells: &[String]| {
            let cells = cells.iter().zip(widths).map(|(cell, width)| format!(" {cell:width$} |"));
            format!("|{}", cells.collect::<String>())
        };
        writeln!(f, "{}", line(&heads))?;
        writeln!(f, "{}", line(&widths.map(|width| "-".repeat(width))))?;
        for row in &self.rows {
            writeln!(f, "{}", line(row))?;
        }
        writeln!(f)?;
        self.bounds.iter().try_for_each(|bound| writeln!(f, "- {bound}"))
    }
}

/// What a figure has to keep to.
#[derive(Clone, Copy)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

pub(crate) fn rate(count: usize, seconds: f64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / seconds
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
