//! The URLs that a client has called last.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use http::Uri;
use url::Url;

/// A client calls few URLs again and again: those without values in their path, and that of a job that it
/// waits for. To find one here takes a tenth of the time that parsing it takes.
#[derive(Debug, Default)]
pub(crate) struct Urls(Mutex<VecDeque<Arc<Target>>>);

/// Where a request goes.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) url: Url,
    /// The same for a transport that takes URIs.
    pub(crate) uri: Option<Uri>,
}

impl Urls {
    /// The URL with this path and query, if it is one of them.
    pub(crate) fn find(&self, path: &str, query: &str) -> Option<Arc<Target>> {
        // The query first: of the same length as another path's it seldom is.
        let same = |target: &&Arc<Target>| {
            target.url.query().unwrap_or("") == query && target.url.path() == path
        };
        let urls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        urls.iter().find(same).cloned()
    }

    pub(crate) fn keep(&self, target: &Arc<Target>) {
        if target.url.as_str().len() <= LONGEST {
            let mut urls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if urls.len() == KEPT {
                urls.pop_front();
            }
            urls.push_back(Arc::clone(target));
        }
    }
}

const KEPT: usize = 8;
/// In bytes.
const LONGEST: usize = 1024;
