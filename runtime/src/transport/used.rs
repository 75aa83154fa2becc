//! Which connections have brought a response before.
//!
//! A pooled connection that breaks when it is used again was closed by a server that had waited for long
//! enough: that is no sign of trouble, as the break of a new one is. The pool does not tell which of them
//! it was, but each is known by its port on this machine.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::sync::{Mutex, PoisonError};

use http::Extensions;
use hyper_util::client::legacy::connect::HttpInfo;

/// The connections of a client that have brought a response, the latest of them.
#[derive(Debug, Default)]
pub(super) struct Used(Mutex<VecDeque<u16>>);

impl Used {
    /// Takes note of the connection that a response came on.
    pub(super) fn note(&self, response: &Extensions) {
        let Some(connection) = response.get::<HttpInfo>() else { return };
        let port = connection.local_addr().port();
        let mut ports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !ports.contains(&port) {
            if ports.len() == REMEMBERED {
                ports.pop_front();
            }
            ports.push_back(port);
        }
    }

    /// Whether the connection that an exchange was lost with is one of them. It is forgotten then, as its
    /// port will be that of another one.
    pub(super) fn is_of(&self, error: &(dyn StdError + 'static)) -> bool {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
                let mut extras = Extensions::new();
                if let Some(connection) = error.connect_info() {
                    connection.get_extras(&mut extras);
                }
                let Some(connection) = extras.get::<HttpInfo>() else { return false };
                let port = connection.local_addr().port();
                let mut ports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                let before = ports.len();
                ports.retain(|used| *used != port);
                return ports.len() < before;
            }
            cause = error.source();
        }
        false
    }
}

/// How many connections are remembered: more than a pool holds for the calls that are in flight at once.
/// One that is forgotten counts as new, which costs a retry where it breaks.
const REMEMBERED: usize = 256;
