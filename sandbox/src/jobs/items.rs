//! The items of a job, and how far they have come at a given moment.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::content::Content;
use crate::state::Given;

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) content: Content,
    pub(crate) fate: Fate,
    pub(crate) starts: Duration,
    pub(crate) ends: Duration,
    pub(crate) parse_job_id: String,
    /// The id of its record, if a seed gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) record_id: Option<String>,
    /// What a seed said of it, which stands.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub(crate) given: Given,
    /// The results that a seed gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) results: Option<Box<RawValue>>,
}

/// What becomes of an item in its time.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fate {
    Completed,
    Failed(String),
    Skipped(String),
}

/// How many items have come to which end.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) total: usize,
    pub(crate) completed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

/// Items in the order in which the job takes them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<Item>")]
pub(crate) struct Items {
    rows: Vec<Item>,
    /// The places of the items of each fate, by the moment of their end: what is counted at a moment
    /// is the beginning of such a list.
    completed: Vec<usize>,
    failed: Vec<usize>,
    skipped: Vec<usize>,
    /// Whether they start and end one after another, as all do but those that a seed says more of.
    in_order: bool,
}

impl Item {
    /// An id that belongs to this item's work: the same but for the prefix.
    fn id_of(&self, prefix: &str) -> String {
        let random = self.parse_job_id.strip_prefix("pjb-").unwrap_or(&self.parse_job_id);
        format!("{prefix}-{random}")
    }

    pub(crate) fn record_id(&self) -> Cow<'_, str> {
        match &self.record_id {
            Some(id) => Cow::Borrowed(id),
            None => Cow::Owned(self.id_of("jr")),
        }
    }

    pub(crate) fn result_id(&self) -> String {
        self.id_of("res")
    }

    pub(crate) fn given_results(&self) -> Option<Vec<Value>> {
        serde_json::from_str(self.results.as_ref()?.get()).ok()
    }
}

impl Items {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn get(&self, place: usize) -> Option<&Item> {
        self.rows.get(place)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Item> {
        self.rows.iter()
    }

    /// How many have come to which end until then.
    pub(crate) fn counts(&self, until: Duration) -> Counts {
        Counts {
            total: self.rows.len(),
            completed: self.ended(&self.completed, until).len(),
            failed: self.ended(&self.failed, until).len(),
            skipped: self.ended(&self.skipped, until).len(),
        }
    }

    /// When the last of those ended that have ended until then.
    pub(crate) fn last_end(&self, until: Duration) -> Option<Duration> {
        let lists = [&self.completed, &self.failed, &self.skipped];
        lists
            .iter()
            .filter_map(|list| self.ended(list, until).last())
            .map(|at| self.ends(*at))
            .max()
    }

    /// The places of the items of a status, where everything has stood still since `stopped`.
    pub(crate) fn of_status(
        &self,
        status: &str,
        until: Duration,
        stopped: bool,
    ) -> Cow<'_, [usize]> {
        let fated = match status {
            "completed" => &self.completed,
            "failed" => &self.failed,
            "skipped" => &self.skipped,
            _ => return Cow::Owned(self.unfinished(status, until, stopped)),
        };
        let ended = self.ended(fated, until);
        if self.in_order {
            return Cow::Borrowed(ended);
        }
        let mut places = ended.to_vec();
        places.sort_unstable();
        Cow::Owned(places)
    }

    fn unfinished(&self, status: &str, until: Duration, stopped: bool) -> Vec<usize> {
        let is = |item: &Item| {
            until < item.ends
                && match status {
                    "cancelled" => stopped,
                    "processing" => !stopped && until >= item.starts,
                    "pending" => !stopped && until < item.starts,
                    _ => false,
                }
        };
        let first = match self.in_order {
            true => self.rows.partition_point(|item| item.ends <= until),
            false => 0,
        };
        let rows = self.rows.iter().enumerate().skip(first);
        rows.filter(|(_, item)| is(item)).map(|(place, _)| place).collect()
    }

    fn ended<'a>(&self, fated: &'a [usize], until: Duration) -> &'a [usize] {
        let ended = fated.partition_point(|place| self.ends(*place) <= until);
        fated.get(..ended).unwrap_or_default()
    }

    fn ends(&self, place: usize) -> Duration {
        self.get(place).map_or(Duration::MAX, |item| item.ends)
    }
}

impl From<Vec<Item>> for Items {
    fn from(rows: Vec<Item>) -> Self {
        let in_order =
            rows.is_sorted_by_key(|item| item.starts) && rows.is_sorted_by_key(|item| item.ends);
        let mut items = Self { rows, in_order, ..Self::default() };
        for (place, item) in items.rows.iter().enumerate() {
            match item.fate {
                Fate::Completed => items.completed.push(place),
                Fate::Failed(_) => items.failed.push(place),
                Fate::Skipped(_) => items.skipped.push(place),
            }
        }
        if !in_order {
            let ends = |place: &usize| items.rows.get(*place).map(|item| item.ends);
            for list in [&mut items.completed, &mut items.failed, &mut items.skipped] {
                list.sort_by_key(ends);
            }
        }
        items
    }
}

impl Serialize for Items {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}
