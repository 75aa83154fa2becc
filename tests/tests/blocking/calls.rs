//! One call: its limits, its retries, its errors.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use endpoint::blocking::block_on;
use endpoint::{Call, Client, Endpoints, Kind, Outcome, endpoint};
use project_tests::{Act, answer, ok};

use crate::elsewhere::server;

pub(crate) trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn job(&self, id: &str) -> Call<u32>;

    #[endpoint(post = "/jobs")]
    fn create(&self) -> Call<u32>;
}

impl Jobs for Client {}

pub(crate) fn client(url: &str) -> Client {
    let soon = Duration::from_millis(10);
    Client::builder().base_url(url).backoff(soon, soon).build().unwrap()
}

/// R22
#[test]
fn a_deadline_is_kept() {
    let server = server([Act::Hang]);
    #[expect(clippy::disallowed_methods, reason = "what passes is no time of a runtime")]
    let began = Instant::now();
    let call = client(server.url()).job("7").deadline(Duration::from_millis(200));
    let error = call.blocking().unwrap_err();
    assert_eq!((error.kind(), server.count()), (Kind::Deadline, 1));
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let call = client(server.url()).job("7").timeout(Duration::from_millis(50)).retries(1);
    assert_eq!(call.blocking().unwrap_err().kind(), Kind::Timeout);
    assert_eq!(server.count(), 3);
}

/// R1
#[test]
fn what_can_be_sent_again_is() {
    let busy = || Act::Answer(answer("500 Sorry", &[], ""));
    let server = server([busy(), Act::Close, Act::Answer(ok("1")), busy()]);
    assert_eq!(client(server.url()).job("7").blocking().unwrap(), 1);
    assert_eq!(server.count(), 3);
    let error = client(server.url()).create().blocking().unwrap_err();
    assert_eq!((error.outcome(), server.count()), (Outcome::Unknown, 4));
}

/// R3
#[test]
fn a_kept_connection_that_was_closed_costs_no_retry() {
    let server = server([Act::AnswerAndGoStale(ok("1")), Act::Answer(ok("2"))]);
    let client = client(server.url());
    assert_eq!(client.job("7").retries(0).blocking().unwrap(), 1);
    assert_eq!(client.job("7").retries(0).blocking().unwrap(), 2);
}

#[test]
fn a_response_as_it_came() {
    let server = server([Act::Answer(answer("200 OK", &[("x-request-id", "r-1")], "1"))]);
    let raw = client(server.url()).job("7").raw().blocking().unwrap();
    assert_eq!((raw.status().as_u16(), raw.request_id().as_deref()), (200, Some("r-1")));
}

/// What a panic of the caller's leaves behind works.
#[test]
fn a_panic_goes_on_to_the_caller() {
    let server = server([Act::Answer(ok("1"))]);
    let client = client(server.url());
    let panics = AssertUnwindSafe(|| {
        block_on(async {
            client.job("7").await.unwrap();
            std::panic::resume_unwind(Box::new("mine"));
        });
    });
    let panic = catch_unwind(panics).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"mine"));
    assert!(tokio::runtime::Handle::try_current().is_err());
    assert_eq!(client.job("7").blocking().unwrap(), 1);
}
