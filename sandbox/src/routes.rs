//! What each endpoint does, one file a resource.

mod batch;
mod content;
mod directories;
mod directory_files;
mod files;
mod items;
mod page;
mod parsing;

use std::time::Duration;

use serde_json::Value;

use crate::clock::Clock;
use crate::content::Store;
use crate::contract::query::Query;
use crate::form::Form;
use crate::links::Links;
use crate::reject::Reject;
use crate::reply::Reply;
use crate::state::State;

pub(crate) use content::serve;

/// Carries an operation out. It changes nothing if it rejects the request.
pub(crate) type Handler = fn(&mut State, &Request<'_>) -> Result<Reply, Reject>;

/// A request that fits the contract.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// The path's values, in its order.
    pub(crate) path: Vec<String>,
    pub(crate) query: Query,
    /// Null for endpoints without a JSON body.
    pub(crate) body: Value,
    pub(crate) form: Form,
    pub(crate) now: Duration,
    pub(crate) clock: &'a Clock,
    pub(crate) links: &'a Links,
    pub(crate) store: &'a Store,
}

impl Request<'_> {
    /// A value of the path; there is one for each placeholder.
    fn id(&self, index: usize) -> &str {
        self.path.get(index).map_or("", String::as_str)
    }

    /// The project that the request is about.
    fn project(&self) -> &str {
        self.query.project()
    }

    /// A text of the JSON body.
    fn text(&self, key: &str) -> Option<&str> {
        self.body.get(key).and_then(Value::as_str)
    }

    fn at(&self, moment: Duration) -> String {
        self.clock.text(moment)
    }
}

/// The handler of an operation of the contract.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    Some(match operation {
        "create" => batch::create,
        "list" => batch::list,
        "get_status" => batch::get_status,
        "cancel" => batch::cancel,
        "job_items.list" => items::list,
        "job_items.get_processing_results" => items::get_processing_results,
        "files.create" => files::create,
        "files.list" => files::list,
        "files.query" => files::query,
        "files.get" => files::get,
        "files.delete" => files::delete,
        "directories.create" => directories::create,
        "directories.list" => directories::list,
        "directories.get" => directories::get,
        "directories.update" => directories::update,
        "directories.delete" => directories::delete,
        "directories.files.upload" => directory_files::upload,
        "directories.files.add" => directory_files::add,
        "directories.files.list" => directory_files::list,
        "directories.files.get" => directory_files::get,
        "directories.files.delete" => directory_files::delete,
        "parsing.get" => parsing::get,
        _ => return None,
    })
}
