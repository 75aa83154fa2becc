//! Calls from code that is not async: what they do, and that they do it wherever they are made.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod calls;
mod elsewhere;
mod job;
mod runtimes;
mod streams;
