//! The URLs that a client has called last.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use url::Url;

/// A client calls few URLs again and again: those without values in their path, and that of a job that it
/// waits for. To find one here takes a tenth of the time that parsing it takes.
#[derive(Debug, Default)]
pub(crate) struct Urls(Mutex<VecDeque<Url>>);

impl Urls {
    /// The URL with this path and query, if it is one of them.
    pub(crate) fn find(&self, path: &str, query: &str) -> Option<Url> {
        let urls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The query first: of the same length as another path's it seldom is.
        let same = |url: &&Url| url.query().unwrap_or("") == query && url.path() == path;
        urls.iter().find(same).cloned()
    }

    pub(crate) fn keep(&self, url: &Url) {
        if url.as_str().len() <= LONGEST {
            let mut urls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if urls.len() == KEPT {
                urls.pop_front();
            }
            urls.push_back(url.clone());
        }
    }
}

const KEPT: usize = 8;
/// In bytes.
const LONGEST: usize = 1024;
