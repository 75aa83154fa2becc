//! What a batch does with its files.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::classify::ClassifyJob;
use super::parse::BatchParseJobRecordCreate;
use crate::object::fields::each_member;

/// What a batch does with its files: parse them or classify them.
///
/// On the wire the two are told apart by what they hold: a classification always has `rules`, a
/// parse configuration never has.
///
/// Contract: `BatchParseJobRecordCreate | ClassifyJob`, untagged.
#[derive(Clone)]
#[non_exhaustive]
pub enum JobConfig {
    /// Each file is parsed.
    Parse(BatchParseJobRecordCreate),
    /// Each file is classified.
    Classify(ClassifyJob),
    /// A configuration of a kind that this version does not know, as it came.
    Unknown(Box<RawValue>),
}

impl JobConfig {
    /// Parsing as the service does it by default.
    #[must_use]
    pub fn parse() -> Self {
        Self::Parse(BatchParseJobRecordCreate::builder().build())
    }
}

impl From<BatchParseJobRecordCreate> for JobConfig {
    fn from(config: BatchParseJobRecordCreate) -> Self {
        Self::Parse(config)
    }
}

impl From<ClassifyJob> for JobConfig {
    fn from(config: ClassifyJob) -> Self {
        Self::Classify(config)
    }
}

impl PartialEq for JobConfig {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Parse(a), Self::Parse(b)) => a == b,
            (Self::Classify(a), Self::Classify(b)) => a == b,
            (Self::Unknown(a), Self::Unknown(b)) => a.get() == b.get(),
            _ => false,
        }
    }
}

impl fmt::Debug for JobConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(config) => config.fmt(f),
            Self::Classify(config) => config.fmt(f),
            // It may hold keys, and nobody knows under which names.
            Self::Unknown(json) => write!(f, "Unknown({} bytes)", json.get().len()),
        }
    }
}

impl Serialize for JobConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Parse(config) => config.serialize(serializer),
            Self::Classify(config) => config.serialize(serializer),
            Self::Unknown(json) => json.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for JobConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        let text = json.get();
        if !text.starts_with('{') {
            let what = format!("invalid type: {text:.20}, expected an object: JobConfig");
            return Err(D::Error::custom(what));
        }
        // Whether a field is there, be it null, tells the kinds apart.
        let (mut classifies, mut parses) = (false, false);
        each_member(text, &mut |name, _| match name {
            "rules" => classifies = true,
            "job_name" | "parameters" => parses = true,
            _ => {}
        })
        .map_err(D::Error::custom)?;
        if classifies {
            return serde_json::from_str(text).map(Self::Classify).map_err(D::Error::custom);
        }
        if parses {
            return serde_json::from_str(text).map(Self::Parse).map_err(D::Error::custom);
        }
        // It bears no mark: a parse configuration if it holds nothing that such a one has not.
        Ok(match serde_json::from_str::<BatchParseJobRecordCreate>(text) {
            Ok(config) if config.extra.is_empty() => Self::Parse(config),
            _ => Self::Unknown(json),
        })
    }
}
