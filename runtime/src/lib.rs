//! Describe an HTTP API as a trait, and call it.
//!
//! ```
//! use endpoint::{Call, Client, Endpoints, endpoint};
//!
//! #[derive(serde::Serialize)]
//! struct NewReport { title: String }
//!
//! #[derive(serde::Deserialize)]
//! struct Report { id: String, title: String }
//!
//! trait Reports: Endpoints {
//!     /// One report.
//!     #[endpoint(get = "/reports/{id}")]
//!     fn report(&self, id: &str) -> Call<Report>;
//!
//!     /// Files a new report.
//!     #[endpoint(post = "/reports")]
//!     fn file(&self, #[body] report: &NewReport) -> Call<Report>;
//! }
//!
//! impl Reports for Client {}
//!
//! # async fn example() -> endpoint::Result<()> {
//! let client = Client::builder().base_url("https://api.example.com").bearer_token("key").build()?;
//! let report = client.file(&NewReport { title: "March".into() }).await?;
//! let again = client.report(&report.id).await?;
//! # let _ = again.title;
//! # Ok(()) }
//! ```
//!
//! The attribute [`#[endpoint]`](macro@endpoint) stands on a method of a trait that has
//! [`Endpoints`] as a supertrait, and writes the method's body. The method returns a [`Call`], a
//! request that is sent when it is awaited. What goes wrong is an [`Error`], which says whether the
//! server may have acted on the request: its [`Outcome`].
//!
//! # What is sent again
//!
//! A request is sent again only if that can't do harm:
//!
//! | what happened | idempotent | a plain POST or PATCH |
//! |---|---|---|
//! | could not connect, TLS failed, request provably not sent | again | again |
//! | 429, unless it says that credits are spent | again | again |
//! | 408 and 5xx (but 501 and 505), any status with `x-should-retry: true` | again | no: the server may have done it |
//! | connection lost or timed out after sending | again | no: the outcome is unknown |
//! | `x-should-retry: false`, any other status | no | no |
//!
//! GET, HEAD, PUT, DELETE and OPTIONS are idempotent (RFC 9110 §9.2.2); a POST or PATCH is if its
//! declaration says so. Redirects are never followed.
//!
//! # Features
//!
//! | feature | on by default | what it adds |
//! |---|---|---|
//! | `blocking` | no | `Call::blocking` and its like: calls from code that is not async |
//! | `gzip` | no | `ClientBuilder::gzip`, which asks for compressed responses |
//! | `hyper` | no | `ClientBuilder::hyper`, a transport that takes less of the processor than reqwest |
//!
//! # Programs without async
//!
//! With the feature `blocking`, what is awaited elsewhere has a method `blocking()` that waits on the calling
//! thread, such as `client.report("7").blocking()?`; what is a stream has one that makes it an iterator. Both
//! work inside a runtime too. The module `blocking` tells the rest.
//!
//! # Tests without a server
//!
//! A mock implements the trait, overrides the methods that it needs, and returns [`Call::ready`];
//! [`Client::offline`] is the client for it.
//!
#![doc = include_str!("grammar.md")]

// So that the macros' output, which says `::endpoint`, works in here too.
extern crate self as endpoint;

/// Makes a struct the parameters of endpoints: each field says where it goes.
///
/// ```
/// use endpoint::Params;
///
/// #[derive(Params)]
/// #[params(rename_all = "camelCase")]
/// struct NewReport<'a> {
///     title: &'a str,                // a member of the JSON body
///     page_count: Option<u32>,       // `pageCount`, left out when it is `None`
///     #[query("project")]
///     project_id: Option<String>,    // ?project=…
///     #[header]
///     x_trace: Option<String>,       // x-trace: …
///     #[params(skip)]
///     note: String,                  // not sent
///     #[params(flatten)]
///     scope: Scope,                  // another struct of parameters
/// }
///
/// #[derive(Params)]
/// struct Scope {
///     #[query]
///     organization_id: Option<String>,
/// }
/// ```
///
/// On a field stand `#[query]`, `#[header]` or `#[part]`, each perhaps with a name and a default; a field
/// without one is a member of the JSON body. The options of `#[params(…)]` are `rename = "…"`, `skip` and
/// `flatten` on a field, and on the struct `rename_all = "…"` with serde's names for the cases,
/// `check = "path::to::fn"`, a function from the struct to `Result<(), String>` that is asked before
/// anything is sent, and `crate = "…"`, where this crate goes by another name. All forms stand in [the
/// grammar](crate#structs-of-parameters).
pub use endpoint_macros::Params;
/// Makes a method of a trait an endpoint: it writes the method's body.
///
/// ```
/// use endpoint::{Call, Endpoints, endpoint};
///
/// trait Reports: Endpoints {
///     /// Withdraws a report; doing it twice does no harm.
///     #[endpoint(
///         post = "/reports/{report_id}/withdraw",
///         idempotent,
///         timeout = "30s",
///         expect = 202,
///         header("x-version" = "2"),
///         query("beta" = "on"),
///     )]
///     fn withdraw(&self, report_id: &str, #[query] reason: Option<&str>) -> Call<()>;
/// }
/// ```
///
/// All forms, of the attribute, of arguments and of what a method returns, stand in [the
/// grammar](crate#the-grammar).
pub use endpoint_macros::endpoint;

pub use self::attempt::Attempt;
pub use self::byte_stream::ByteStream;
pub use self::call::{Call, CallFuture, Preview, RawFuture};
pub use self::client::{Client, ClientBuilder};
pub use self::download::{Download, ToFile};
pub use self::endpoints::{Endpoint, Endpoints};
pub use self::error::{
    BoxError, Error, ErrorDetail, ErrorFormat, ErrorResponse, FieldError, Kind, Outcome, Result,
    SentRequest,
};
pub use self::extra::Extra;
pub use self::page::{Asked, Items, NextPage, OffsetPage, Page, PageItem, Pages, TokenPage};
pub use self::params::{Params, ParamsValue};
pub use self::request::body::RequestBody;
pub use self::request::content::Progress;
pub use self::request::part::{Part, ToPart};
pub use self::request::raw::{Body, ToBody};
pub use self::request::{ErrorBody, FormBody, HeaderText, JsonBody, PathValue, QueryValue};
pub use self::response::Raw;
pub use self::secret::Secret;
pub use self::transport::Unsent;
pub use self::value::{Value, WithHeaders};

mod attempt;
#[cfg(feature = "blocking")]
pub mod blocking;
mod byte_stream;
mod call;
mod client;
mod decode;
mod disk;
mod download;
mod endpoints;
mod error;
mod extra;
mod page;
mod params;
mod request;
mod response;
mod retry;
mod secret;
mod send;
mod throttle;
mod transport;
mod value;

/// What expansions and `llama-cloud` name; not for anybody else.
#[doc(hidden)]
pub mod __private {
    pub use crate::call::{IsCall, IsEmptyCall};
    pub use crate::disk::on_disk;
    pub use crate::params::{Check, Fill, Names, StructOf, flattens, struct_of};
    pub use crate::request::Request;
    pub use crate::request::json::{compact, pretty};
    pub use crate::request::path::{AnySingle, PathProbe, Several, Single};
    pub use crate::value::{EmptyValue, Form};
}
