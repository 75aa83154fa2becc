//! Declarations trigger no lint that their author did not trigger himself.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unused,
    future_incompatible,
    nonstandard_style
)]
#![deny(rust_2018_idioms, let_underscore, unused_qualifications, unused_lifetimes, unreachable_pub)]
#![deny(
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    trivial_casts,
    trivial_numeric_casts
)]
#![deny(
    unused_results,
    unused_import_braces,
    single_use_lifetimes,
    variant_size_differences,
    unsafe_code
)]
#![deny(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::unwrap_used,
    clippy::indexing_slicing
)]
#![deny(
    clippy::absolute_paths,
    clippy::allow_attributes_without_reason,
    clippy::panic,
    clippy::shadow_reuse
)]

use endpoint::{Call, Client, Endpoints, Params, endpoint};

/// Something that an argument can be.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Id(u8);

/// Parameters.
#[derive(Debug, Params)]
#[params(check = "Page::check")]
pub struct Page<'a, T> {
    /// How many.
    #[query]
    pub limit: u8,
    /// Which.
    #[query]
    pub kinds: &'a [T],
    /// An old name of it.
    #[query]
    #[deprecated = "use `limit`"]
    pub size: Option<u8>,
    /// More.
    #[params(flatten)]
    pub scope: Scope,
    /// Still more, or nothing.
    #[params(flatten)]
    pub more: Option<Empty>,
    /// What is sent anyway.
    #[query(default = "all")]
    pub which: Option<String>,
}

impl<T> Page<'_, T> {
    fn check(&self) -> Result<(), String> {
        if self.limit > 0 { Ok(()) } else { Err("`limit` is 0".to_owned()) }
    }
}

/// More parameters.
#[derive(Debug, Params)]
pub struct Scope {
    /// Whose.
    #[query]
    pub project_id: u8,
}

/// Nothing at all.
#[derive(Debug, Params)]
pub struct Empty {}

/// What a refusal says.
#[derive(Debug, serde::Deserialize)]
pub struct Problem {
    /// Which one it is.
    pub code: String,
}

/// Endpoints.
pub trait Jobs: Endpoints {
    /// Lists them.
    #[endpoint(post = "/jobs/{id}")]
    fn list(
        &self,
        id: Id,
        #[header] trace: Option<&str>,
        #[cfg(panic = "unwind")]
        #[query]
        after: Option<u8>,
        #[params] page: &Page<'_, u8>,
        #[params] empty: &Empty,
        #[body] body: String,
    ) -> Call<String>;

    /// Replaces one.
    #[endpoint(
        put = "/jobs/{id}",
        error = Problem,
        timeout = "1s",
        expect = 204,
        header("content-type" = "text/csv"),
        query("a" = "b")
    )]
    fn replace(&self, id: &str, #[body(raw)] job: String, #[query(default = 1)] n: Option<u8>)
    -> Call<()>;

    /// Reads one.
    #[endpoint(get = "/jobs/{id}/log")]
    fn log(&self, id: &str) -> Call<endpoint::ByteStream>;

    /// Sends a form.
    #[endpoint(post = "/jobs")]
    fn fill_in(&self, #[form] form: &Id) -> Call<Option<String>>;

    /// Sends parts.
    #[endpoint(post = "/jobs")]
    fn attach(&self, #[part] file: endpoint::Part, #[part] note: Option<&str>) -> Call<()>;

    /// Removes one.
    #[endpoint(delete = "/jobs/{id}")]
    #[deprecated = "they stay"]
    #[must_use]
    fn remove(&self, id: &str) -> Call<()>;

    /// Finds one.
    #[endpoint(get = "/jobs")]
    fn find<'a, T: serde::Serialize>(
        &'a self,
        #[query] key: &'a T,
        #[params] page: &Page<'a, T>,
    ) -> Call<()>
    where
        Self: Sized;
}

impl Jobs for Client {}

fn main() {
    #[allow(deprecated, reason = "what is deprecated is what is tried")]
    let page = Page { limit: 1, kinds: &[2], size: None, scope: Scope { project_id: 3 }, more: None, which: None };
    let client = Client::offline();
    let call = client.list(Id(4), None, None, &page, &Empty {}, String::new());
    assert!(call.preview().is_ok());
}
