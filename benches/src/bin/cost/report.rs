//! What was measured, as Markdown.

use std::fmt;

/// Tables, and behind them what the figures are held to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    text: String,
    bounds: Vec<String>,
}

impl Report {
    pub(crate) fn title(&mut self, title: &str) {
        self.text += &format!("\n{title}:\n\n");
    }

    pub(crate) fn head<'h>(&mut self, cells: impl IntoIterator<Item = &'h str>) {
        let cells: Vec<String> = cells.into_iter().map(str::to_owned).collect();
        let rule = "---|".repeat(cells.len());
        self.row(cells);
        self.text += &format!("|{rule}\n");
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        self.text += &format!("| {} |\n", cells.join(" | "));
    }

    /// Adds what a figure is held to.
    pub(crate) fn hold(&mut self, what: &str, figure: f64, bound: Bound) {
        let (held, words, limit) = match bound {
            Bound::AtMost(most) => (figure <= most, "at most", most),
            Bound::AtLeast(least) => (figure >= least, "at least", least),
        };
        let held = if held { "held" } else { "MISSED" };
        self.bounds.push(format!("{what}: {figure:.3}, {words} {limit}: {held}"));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.bounds.iter().try_for_each(|bound| writeln!(f, "- {bound}"))
    }
}

/// What a figure has to keep to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

/// The one in the middle.
pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
