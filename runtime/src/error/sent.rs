//! What was sent, for an error after which nobody knows what became of it.

use std::fmt;

use bytes::Bytes;
use serde_json::Value;
use url::Url;

use super::text::cut;
use crate::secret::Secrets;

/// The request that the server may have acted on, secrets replaced: what it takes to look for what it
/// made. [`Error::request`](crate::Error::request) gives it.
#[derive(Clone, PartialEq)]
pub struct SentRequest {
    url: Box<str>,
    body: Bytes,
}

impl SentRequest {
    pub(crate) fn new(url: &Url, body: &Bytes, secrets: &Secrets) -> Self {
        let shown = secrets.show_json(body);
        let body = if *body == shown { body.clone() } else { shown.into() };
        Self { url: secrets.show_url(url).into(), body }
    }

    /// The URL, with its query.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The JSON body; empty if there was none, or if it was something else.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The ids that the request carried, each with its name: the query parameters and the members of
    /// the body that are called `id`, or `…_id`.
    ///
    /// ```
    /// # fn example(error: &endpoint::Error) {
    /// if let Some(request) = error.request() {
    ///     for (name, id) in request.ids() {
    ///         println!("look for it by {name} = {id}");
    ///     }
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn ids(&self) -> Vec<(String, String)> {
        let is_id = |name: &str| name == "id" || name.ends_with("_id");
        let mut ids = Vec::new();
        if let Ok(Value::Object(members)) = serde_json::from_slice(&self.body) {
            for (name, value) in members {
                if let Value::String(id) = value
                    && is_id(&name)
                {
                    ids.push((name, id));
                }
            }
        }
        if let Ok(url) = Url::parse(&self.url) {
            let query = url.query_pairs().filter(|(name, _)| is_id(name));
            ids.extend(query.map(|(name, id)| (name.into_owned(), id.into_owned())));
        }
        ids
    }
}

/// The ids, for a line that ends with them.
impl fmt::Display for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, id)) in self.ids().iter().take(SHOWN).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{} `{}`", cut(name, LONGEST), cut(id, LONGEST))?;
        }
        Ok(())
    }
}

impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = cut(&String::from_utf8_lossy(&self.body), 512);
        f.debug_struct("SentRequest").field("url", &self.url).field("body", &body).finish()
    }
}

/// So many ids are shown in a line.
const SHOWN: usize = 4;
/// So many characters of each.
const LONGEST: usize = 64;
