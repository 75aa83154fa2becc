//! Tables of figures, and what the figures are held to.

use std::fmt;

/// A table, and below it each figure that has a bound. Displays as Markdown.
pub(crate) struct Report {
    title: &'static str,
    rows: Vec<Vec<String>>,
    bounds: Vec<String>,
}

impl Report {
    /// A table with nothing but its heads.
    pub(crate) fn new(title: &'static str, heads: &[&str]) -> Self {
        let heads = heads.iter().map(|&head| head.to_owned()).collect();
        Self { title, rows: vec![heads], bounds: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds a figure that may be no larger than `most`.
    pub(crate) fn hold(&mut self, what: &str, figure: f64, most: f64) {
        let held = if figure <= most { "held" } else { "MISSED" };
        self.bounds.push(format!("{what}: {figure:.2}, at most {most}: {held}"));
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
        self.bounds.iter().try_for_each(|bound| writeln!(f, "- {bound}"))
    }
}

/// A count as a number to reckon with.
pub(crate) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
