//! What becomes of each input.

use std::fmt::Write;

use llama_cloud::{BatchJob, BatchJobItem, UploadError};
use serde_json::{Value, json};

use crate::args::Global;
use crate::rows::{Row, Rows};
use crate::say::say;
use crate::stop::{End, Stop};
use crate::table::Column;

/// What became of an input.
#[derive(Clone, Debug)]
pub(crate) struct Fate {
    pub(crate) input: String,
    /// The state of its item, or `not uploaded`, or `lost`.
    pub(crate) status: String,
    pub(crate) item_id: Option<String>,
    /// Where its result stands, within the folder of results.
    pub(crate) result: Option<String>,
    /// Of its text.
    pub(crate) characters: Option<usize>,
    /// Why there is no result.
    pub(crate) why: Option<String>,
}

impl Fate {
    fn new(input: &str, status: impl Into<String>) -> Self {
        Self {
            input: input.to_owned(),
            status: status.into(),
            item_id: None,
            result: None,
            characters: None,
            why: None,
        }
    }

    pub(crate) fn not_uploaded(input: &str, error: &UploadError) -> Self {
        Self { why: Some(error.to_string()), ..Self::new(input, "not uploaded") }
    }

    pub(crate) fn of_item(input: &str, item: &BatchJobItem) -> Self {
        let why = item.error_message.clone().or_else(|| item.skip_reason.clone());
        let item_id = Some(item.item_id.clone());
        Self { why, item_id, ..Self::new(input, item.status.as_str()) }
    }

    /// The job knows nothing of it.
    pub(crate) fn unknown(input: &str) -> Self {
        Self::new(input, "lost").lost("the job has no item for it")
    }

    /// There should be a result, and there is none.
    pub(crate) fn lost(self, why: impl Into<String>) -> Self {
        Self { status: "lost".to_owned(), why: Some(why.into()), ..self }
    }

    fn is_completed(&self) -> bool {
        self.status == "completed"
    }
}

impl Row for Fate {
    const COLUMNS: &'static [Column] = &[
        Column::Left("INPUT"),
        Column::Left("STATUS"),
        Column::Right("CHARACTERS"),
        Column::Left("RESULT"),
    ];

    fn cells(&self) -> Vec<String> {
        let characters = self.characters.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let result = self.result.as_ref().or(self.why.as_ref()).map_or("-", String::as_str);
        vec![self.input.clone(), self.status.clone(), characters, result.to_owned()]
    }

    fn object(&self) -> Value {
        json!({
            "input": self.input,
            "status": self.status,
            "item_id": self.item_id,
            "result": self.result,
            "characters": self.characters,
            "why": self.why,
        })
    }
}

/// Tells what became of inputs, and how the command ended with that.
pub(crate) fn report(global: &Global, job: Option<&BatchJob>, fates: &[Fate]) -> Result<End, Stop> {
    let mut rows = Rows::new::<Fate>(global.json);
    for fate in fates {
        rows.push(fate)?;
    }
    rows.object(&json!({
        "job_id": job.map(|job| &job.id),
        "job_status": job.map(|job| job.status.as_str()),
    }))?;
    rows.end()?;
    say(summary(fates));
    let all_completed = fates.iter().all(Fate::is_completed);
    Ok(if all_completed { End::Completed } else { End::Incomplete })
}

/// How many inputs ended how.
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
