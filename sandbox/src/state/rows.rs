//! Directories and files.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::given::Given;
use super::table::Row;
use crate::content::Content;

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Directory {
    pub(crate) id: String,
    pub(crate) project_id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: String,
    pub(crate) system_metadata: Value,
    pub(crate) created: Duration,
    pub(crate) updated: Duration,
    pub(crate) expires: Option<Duration>,
    pub(crate) deleted: Option<Duration>,
    /// The times that a seed gave it, which stand until it is changed.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub(crate) given: Given,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct StoredFile {
    pub(crate) id: String,
    pub(crate) project_id: String,
    pub(crate) name: String,
    pub(crate) external_file_id: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) content: Content,
    pub(crate) modified: Duration,
    pub(crate) deleted: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct DirectoryFile {
    pub(crate) id: String,
    pub(crate) directory_id: String,
    pub(crate) project_id: String,
    pub(crate) file_id: String,
    pub(crate) display_name: String,
    pub(crate) unique_id: String,
    pub(crate) metadata: Value,
    pub(crate) created: Duration,
    pub(crate) updated: Duration,
    pub(crate) deleted: Option<Duration>,
    /// The times that a seed gave it, which stand until it is changed.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub(crate) given: Given,
}

impl Directory {
    pub(crate) fn new(id: String, project_id: String, name: String, now: Duration) -> Self {
        Self {
            id,
            project_id,
            name,
            description: None,
            kind: "user".to_owned(),
            system_metadata: Value::Null,
            created: now,
            updated: now,
            expires: None,
            deleted: None,
            given: Given::default(),
        }
    }

    pub(crate) fn gone(&self, now: Duration) -> bool {
        self.deleted.is_some() || self.expires.is_some_and(|at| at <= now)
    }
}

macro_rules! rows {
    ($($row:ty),*) => { $(impl Row for $row {
        fn id(&self) -> &str {
            &self.id
        }
    })* };
}
rows!(Directory, StoredFile, DirectoryFile);
