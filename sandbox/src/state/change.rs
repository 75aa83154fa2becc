//! What can happen to a state.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::rows::{Directory, DirectoryFile, StoredFile};
use crate::jobs::{Fate, Items, Job, Stop};

/// One change, in the form in which it is written down: carried out again, one after another, they
/// give the same state.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    /// These are added, or put in the place of those with their ids.
    Directory(Directory),
    File(StoredFile),
    DirectoryFile(DirectoryFile),
    Job(Job),
    /// A job is dispatched, with these items.
    Dispatch(String, Items),
    /// A job is ended before its time.
    Stop(String, Stop),
    /// What becomes of items of this name from now on.
    Fate(String, Fate),
    /// The owner lets the clock go on.
    Advance(Duration),
}
