//! What a command finds out, on standard output: rows of a table, or objects for scripts.

use std::io::{self, ErrorKind, Write};

use serde_json::{Value, json};

use crate::say::say;
use crate::stop::Stop;
use crate::table::{Column, Table};

/// One thing that was found out.
pub(crate) trait Row {
    const COLUMNS: &'static [Column];

    /// What stands in the columns.
    fn cells(&self) -> Vec<String>;

    /// The same for scripts.
    fn object(&self) -> Value;
}

/// Rows on their way to standard output.
pub(crate) struct Rows {
    /// None for scripts, who get each row at once.
    table: Option<Table>,
    waiting: Vec<Vec<String>>,
    /// Whether something is told instead of a row.
    has_failed: bool,
    is_closed: bool,
}

impl Rows {
    pub(crate) fn new<R: Row>(json: bool) -> Self {
        let table = (!json).then(|| Table::new(R::COLUMNS));
        Self { table, waiting: Vec::new(), has_failed: false, is_closed: false }
    }

    pub(crate) fn push(&mut self, row: &impl Row) -> Result<(), Stop> {
        self.now(row)?;
        self.later(row)
    }

    /// A row for scripts alone, who get each as soon as it is known.
    pub(crate) fn now(&mut self, row: &impl Row) -> Result<(), Stop> {
        if self.table.is_some() { Ok(()) } else { self.object(&row.object()) }
    }

    /// A row of the table alone, in its order.
    pub(crate) fn later(&mut self, row: &impl Row) -> Result<(), Stop> {
        if self.table.is_none() {
            return Ok(());
        }
        self.waiting.push(row.cells());
        if self.waiting.len() >= TOGETHER { self.flush() } else { Ok(()) }
    }

    /// Says that nothing could be found out about a job; scripts get it as an object too.
    pub(crate) fn failed(&mut self, job_id: &str, error: &str) -> Result<(), Stop> {
        self.has_failed = true;
        say(format_args!("error: {job_id}: {error}"));
        self.object(&json!({ "job_id": job_id, "error": error }))
    }

    /// An object that is for scripts alone.
    pub(crate) fn object(&mut self, object: &Value) -> Result<(), Stop> {
        if self.table.is_some() { Ok(()) } else { self.write(&format!("{object}\n")) }
    }

    /// Writes what is left. A table without rows has its titles, unless an error stands for the rows.
    pub(crate) fn end(mut self) -> Result<(), Stop> {
        if self.has_failed && self.waiting.is_empty() { Ok(()) } else { self.flush() }
    }

    /// The same before an error, which ends the command.
    pub(crate) fn end_early(mut self) -> Result<(), Stop> {
        self.has_failed = true;
        self.end()
    }

    /// Whether whoever read standard output has read enough.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed
    }

    fn flush(&mut self) -> Result<(), Stop> {
        let rows = std::mem::take(&mut self.waiting);
        match &mut self.table {
            Some(table) => {
                let lines = table.lines(&rows);
                self.write(&lines)
            }
            None => Ok(()),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), Stop> {
        if self.is_closed {
            return Ok(());
        }
        let mut out = io::stdout();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.is_closed = true,
            Err(error) => {
                return Err(Stop::input(format!("can't write to standard output: {error}")));
            }
            Ok(()) => {}
        }
        Ok(())
    }
}

/// So many rows of a table are written together, with columns that fit all of them.
const TOGETHER: usize = 100;
