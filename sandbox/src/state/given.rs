//! What a seed said of a row, which stands.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

/// Members of an object, kept as their text: as a map they would take several times the memory.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Given(Option<Box<RawValue>>);

impl Given {
    pub(crate) fn new(members: &Map<String, Value>) -> Self {
        Self((!members.is_empty()).then(|| to_raw_value(members).ok()).flatten())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The object with these members in place of its own.
    pub(crate) fn over(&self, mut json: Value) -> Value {
        if let (Some(members), Some(_)) = (json.as_object_mut(), &self.0) {
            members.extend(self.members());
        }
        json
    }

    pub(crate) fn without(&self, name: &str) -> Self {
        let mut members = self.members();
        members.remove(name);
        Self::new(&members)
    }

    fn members(&self) -> Map<String, Value> {
        let text = self.0.as_deref().map_or("{}", RawValue::get);
        serde_json::from_str(text).unwrap_or_default()
    }
}
