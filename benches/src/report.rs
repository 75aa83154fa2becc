//! A table of figures, and what the figures are held to.

use std::fmt;

/// Rows of figures, and below them each figure that has a bound. Displays as Markdown.
#[derive(Debug)]
pub struct Report {
    title: &'static str,
    rows: Vec<Vec<String>>,
    lines: Vec<String>,
}

/// What a figure has to keep to.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Bound {
    /// It may be no larger.
    AtMost(f64),
    /// It may be no smaller.
    AtLeast(f64),
}

impl Report {
    /// A table with nothing but its heads.
    #[must_use]
    pub fn new(title: &'static str, heads: &[&str]) -> Self {
        let heads = heads.iter().map(|&head| head.to_owned()).collect();
        Self { title, rows: vec![heads], lines: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds what a figure is held to.
    pub fn hold(&mut self, what: &str, figure: f64, bound: Bound) {
        let (held, words, limit) = match bound {
            Bound::AtMost(most) => (figure <= most, "at most", most),
            Bound::AtLeast(least) => (figure >= least, "at least", least),
        };
        let held = if held { "held" } else { "MISSED" };
        self.note(format!("{what}: {figure:.3}, {words} {limit}: {held}"));
    }

    /// Adds what else there is to be said.
    pub fn note(&mut self, note: impl Into<String>) {
        self.lines.push(note.into());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell: &String| cell.chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let line = |cells: &[String]| {
            let cells = cells.iter().zip(&widths).map(|(cell, &width)| format!(" {cell:width$} |"));
            format!("|{}", cells.collect::<String>())
        };
        let rule: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
        writeln!(f, "## {}\n", self.title)?;
        for (number, row) in self.rows.iter().enumerate() {
            writeln!(f, "{}", line(row))?;
            if number == 0 {
                writeln!(f, "{}", line(&rule))?;
            }
        }
        writeln!(f)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "- {line}"))
    }
}

/// The figure in the middle; none if there are none.
#[must_use]
pub fn median(figures: impl Iterator<Item = f64>) -> Option<f64> {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

/// A count as a number to reckon with.
#[must_use]
pub fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
