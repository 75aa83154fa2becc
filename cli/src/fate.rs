//! What becomes of each document, and of each item.

use std::fmt::Write;
use std::path::Path;

use llama_cloud::{FateStatus, ItemResult, Output};
use serde_json::{Value, json};

use crate::rows::{Row, Rows};
use crate::say::say;
use crate::stop::{End, Stop};
use crate::table::Column;

/// What became of a document, or of an item.
#[derive(Clone, Debug)]
pub(crate) struct Fate {
    pub(crate) input: String,
    /// The state of its item, or `not uploaded`, or `lost`.
    status: String,
    item_id: Option<String>,
    /// Where its result stands, within the folder of results.
    result: Option<String>,
    bytes: Option<u64>,
    characters: Option<u64>,
    /// Why there is no result.
    why: Option<String>,
}

impl Fate {
    /// Of an item whose result goes to a folder.
    pub(crate) fn of_item(result: ItemResult, folder: &Path) -> Self {
        let ItemResult { item, output, .. } = result;
        let fate = Self {
            input: item.item_name,
            status: item.status.to_string(),
            item_id: Some(item.item_id),
            result: None,
            bytes: None,
            characters: None,
            why: item.error_message.or(item.skip_reason),
        };
        match output {
            Output::File { path, bytes, characters } => {
                let path = path.strip_prefix(folder).unwrap_or(&path);
                let result = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                Self { result: Some(result), bytes: Some(bytes), characters, ..fate }
            }
            Output::Lost { why, .. } => {
                Self { status: FateStatus::Lost.to_string(), why: Some(why), ..fate }
            }
            _ => fate,
        }
    }

    fn is_completed(&self) -> bool {
        self.status == FateStatus::Completed.as_str()
    }
}

impl From<&llama_cloud::Fate> for Fate {
    fn from(fate: &llama_cloud::Fate) -> Self {
        Self {
            input: fate.name.clone(),
            status: fate.status.to_string(),
            item_id: fate.item_id.clone(),
            result: fate.result.clone(),
            bytes: fate.bytes,
            characters: fate.characters,
            why: fate.why.clone(),
        }
    }
}

impl Row for Fate {
    const COLUMNS: &'static [Column] = &[
        Column::Left("INPUT"),
        Column::Left("STATUS"),
        Column::Right("BYTES"),
        Column::Left("RESULT"),
    ];

    fn cells(&self) -> Vec<String> {
        let bytes = self.bytes.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let result = self.result.as_ref().or(self.why.as_ref()).map_or("-", String::as_str);
        vec![self.input.clone(), self.status.clone(), bytes, result.to_owned()]
    }

    fn object(&self) -> Value {
        json!({
            "input": self.input,
            "status": self.status,
            "item_id": self.item_id,
            "result": self.result,
            "bytes": self.bytes,
            "characters": self.characters,
            "why": self.why,
        })
    }
}

/// Tells what became of all, and how the command ended with that. Scripts have been told of each by now.
pub(crate) fn report(
    mut rows: Rows,
    job_id: Option<&str>,
    job_status: Option<&str>,
    fates: &[Fate],
) -> Result<End, Stop> {
    for fate in fates {
        rows.later(fate)?;
    }
    rows.object(&json!({ "job_id": job_id, "job_status": job_status }))?;
    rows.end()?;
    say(summary(fates));
    let all_completed = fates.iter().all(Fate::is_completed);
    Ok(if all_completed { End::Completed } else { End::Incomplete })
}

/// How many ended how.
fn summary(fates: &[Fate]) -> String {
    let count = |status: &str| fates.iter().filter(|fate| fate.status == status).count();
    let mut line = format!("{} of {} completed", count("completed"), fates.len());
    let mut others: Vec<&str> = Vec::new();
    for fate in fates.iter().filter(|fate| !fate.is_completed()) {
        let status = fate.status.as_str();
        if !others.contains(&status) {
            others.push(status);
            // Writing to a `String` can't fail.
            let _ = write!(line, ", {} {status}", count(status));
        }
    }
    line
}
