//! A sandbox as a client sees it, by nothing but bytes on a connection.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "what a test didn't expect has to end it"
)]

mod client;
mod clock;
mod connections;
mod contents;
mod data;
mod examples;
mod faults;
mod files;
mod limits;
mod pages;
#[cfg(all(unix, feature = "program"))]
mod program;
mod record;
mod refusals;
mod run;
mod seed;
mod shape;
