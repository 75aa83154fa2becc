//! Tables for people.

use unicode_width::UnicodeWidthStr;

use crate::say::clean;

/// A column, and to which side its cells lean.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    Left(&'static str),
    Right(&'static str),
}

impl Column {
    fn title(self) -> &'static str {
        match self {
            Self::Left(title) | Self::Right(title) => title,
        }
    }
}

/// A table that is written in pieces. A column only ever gets wider.
#[derive(Debug)]
pub(crate) struct Table {
    columns: &'static [Column],
    widths: Vec<usize>,
    has_begun: bool,
}

impl Table {
    pub(crate) fn new(columns: &'static [Column]) -> Self {
        let widths = columns.iter().map(|column| column.title().len()).collect();
        Self { columns, widths, has_begun: false }
    }

    /// The lines for some rows, under the titles if they are the first.
    pub(crate) fn lines(&mut self, rows: &[Vec<String>]) -> String {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|cells| cells.iter().map(|cell| clean(cell)).collect()).collect();
        for cells in &rows {
            for (width, cell) in self.widths.iter_mut().zip(cells) {
                *width = cell.width().max(*width);
            }
        }
        let titles: Vec<String> = self.columns.iter().map(|c| c.title().to_owned()).collect();
        let titles = (!std::mem::replace(&mut self.has_begun, true)).then_some(titles);
        titles.iter().chain(&rows).map(|cells| self.line(cells)).collect()
    }

    fn line(&self, cells: &[String]) -> String {
        let mut line = String::new();
        for ((column, width), cell) in self.columns.iter().zip(&self.widths).zip(cells) {
            let blanks = " ".repeat(width.saturating_sub(cell.width()));
            match column {
                Column::Left(_) => line.extend([cell, &*blanks, "  "]),
                Column::Right(_) => line.extend([&*blanks, cell, "  "]),
            }
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Table};

    fn row(cells: [&str; 3]) -> Vec<String> {
        cells.map(str::to_owned).to_vec()
    }

    #[test]
    fn columns_are_as_wide_as_what_they_hold() {
        let columns = &[Column::Left("NAME"), Column::Right("COUNT"), Column::Left("ERROR")];
        let mut table = Table::new(columns);
        let first = table.lines(&[row(["大きさ", "7", "-"]), row(["b", "1000000", "two\nlines"])]);
        assert_eq!(
            first,
            "NAME      COUNT  ERROR\n大きさ        7  -\nb       1000000  two lines\n"
        );
        let second = table.lines(&[row(["longer than before", "1", ""])]);
        assert_eq!(second, "longer than before        1\n");
    }
}
