//! What became of the documents of a run.

use std::fmt;

use serde_json::{Value, json};

use super::line::Record;
use crate::batch::{BatchJobItem, ItemStatus};
use crate::results::Output;

/// What became of one document of a run.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fate {
    /// The name of the document.
    pub name: String,
    /// How it ended.
    pub status: FateStatus,
    /// Its item in the job, if it has one.
    pub item_id: Option<String>,
    /// The file of its result, within the folder of results.
    pub result: Option<String>,
    /// Its result itself, if the run has no folder for results.
    pub text: Option<String>,
    /// How many bytes its result has.
    pub bytes: Option<u64>,
    /// How many characters its result has, unless it is so large that it was never in memory.
    pub characters: Option<u64>,
    /// Why there is no result.
    pub why: Option<String>,
}

/// How a document of a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FateStatus {
    /// It was processed, and its result is there.
    Completed,
    /// The service could not process it.
    Failed,
    /// The service left it out, or it came too late for the job.
    Skipped,
    /// Its job was cancelled before it was processed.
    Cancelled,
    /// Its job ended before it was processed.
    Unfinished,
    /// It could not be uploaded, so that it is in no job.
    NotUploaded,
    /// It was processed, and its result can't be had; or the job knows nothing of it. A run with a
    /// journal tries again when it is resumed.
    Lost,
}

impl FateStatus {
    /// The word for it, as it stands in the manifest.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
            Self::Unfinished => "unfinished",
            Self::NotUploaded => "not uploaded",
            Self::Lost => "lost",
        }
    }

    fn parse(text: &str) -> Self {
        let all = [
            Self::Completed,
            Self::Failed,
            Self::Skipped,
            Self::Cancelled,
            Self::Unfinished,
            Self::NotUploaded,
        ];
        all.into_iter().find(|status| status.as_str() == text).unwrap_or(Self::Lost)
    }
}

impl fmt::Display for FateStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Fate {
    pub(super) fn new(name: &str, status: FateStatus) -> Self {
        Self {
            name: name.to_owned(),
            status,
            item_id: None,
            result: None,
            text: None,
            bytes: None,
            characters: None,
            why: None,
        }
    }

    pub(super) fn because(name: &str, status: FateStatus, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..Self::new(name, status) }
    }

    /// The fate of an item, and of its result, which goes by the name `result`.
    pub(super) fn of_item(
        name: &str,
        item: BatchJobItem,
        output: Output,
        result: Option<&str>,
    ) -> Self {
        let BatchJobItem { item_id, status, error_message, skip_reason, .. } = item;
        let why = error_message.or(skip_reason);
        let status = match status {
            ItemStatus::Completed => FateStatus::Completed,
            ItemStatus::Failed => FateStatus::Failed,
            ItemStatus::Skipped => FateStatus::Skipped,
            ItemStatus::Cancelled => FateStatus::Cancelled,
            other => {
                let why = why.unwrap_or_else(|| format!("the job ended while it was {other}"));
                let fate = Self::because(name, FateStatus::Unfinished, why);
                return Self { item_id: Some(item_id), ..fate };
            }
        };
        let fate = Self { item_id: Some(item_id), why, ..Self::new(name, status) };
        match output {
            Output::None => fate,
            Output::Text(text) => {
                let (bytes, characters) = (text.len() as u64, text.chars().count() as u64);
                let text = Some(text);
                Self { text, bytes: Some(bytes), characters: Some(characters), ..fate }
            }
            Output::File { bytes, characters, .. } => {
                let result = result.map(str::to_owned);
                Self { result, bytes: Some(bytes), characters, ..fate }
            }
            Output::Lost { why, .. } => Self { status: FateStatus::Lost, why: Some(why), ..fate },
        }
    }

    pub(super) fn record(&self, unique_id: &str) -> Record {
        Record::Result {
            unique_id: unique_id.to_owned(),
            name: self.name.clone(),
            status: self.status.as_str().to_owned(),
            item_id: self.item_id.clone(),
            result: self.result.clone(),
            bytes: self.bytes,
            characters: self.characters,
            why: self.why.clone(),
        }
    }

    /// The unique id and the fate that a record tells, if it is one of a fate.
    pub(super) fn recorded(record: Record) -> Option<(String, Self)> {
        match record {
            Record::Result { unique_id, name, status, item_id, result, bytes, characters, why } => {
                let status = FateStatus::parse(&status);
                let text = None;
                Some((
                    unique_id,
                    Self { name, status, item_id, result, text, bytes, characters, why },
                ))
            }
            _ => None,
        }
    }

    /// The fate as it stands in the manifest.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "input": self.name,
            "status": self.status.as_str(),
            "item_id": self.item_id,
            "result": self.result,
            "bytes": self.bytes,
            "characters": self.characters,
            "why": self.why,
        })
    }
}
