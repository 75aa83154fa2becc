// A private struct within a public one, and what a crate that forbids much allows.
#![deny(warnings, missing_docs, unreachable_pub, private_interfaces)]
#![forbid(deprecated)]

//! A crate with a public interface.

use endpoint::{Call, Client, Endpoints, Params, endpoint};

/// What is made.
#[derive(Debug, Params)]
pub struct Create<'a, T: serde::Serialize> {
    name: &'a str,
    #[params(flatten)]
    scope: Scope<'a>,
    #[params(flatten)]
    page: Option<Page<T>>,
}

#[derive(Debug, Params)]
struct Scope<'a> {
    #[query]
    project_id: &'a str,
}

#[derive(Debug, Params)]
struct Page<T: serde::Serialize> {
    #[query]
    limit: T,
}

/// Jobs.
pub trait Jobs: Endpoints {
    /// Makes one.
    #[endpoint(post = "/jobs", query("v" = "1"))]
    fn create(&self, #[params] create: &Create<'_, u8>) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let create = Create {
        name: "n",
        scope: Scope { project_id: "p" },
        page: Some(Page { limit: 5 }),
    };
    let preview = Client::offline().create(&create).preview().unwrap();
    assert_eq!(preview.url().query(), Some("v=1&project_id=p&limit=5"));
    assert_eq!(preview.body().unwrap(), r#"{"name":"n"}"#);
}
