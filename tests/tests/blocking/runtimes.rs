//! Async and blocking calls of one client, side by side.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use endpoint::blocking::block_on;
use endpoint::{BoxError, Client, Kind, Outcome, RequestBody};
use futures_util::future::Either;
use http_body_util::Full;
use project_tests::{Act, answer, ok};
use tower_service::Service;

use crate::calls::{Jobs, client};
use crate::elsewhere::server;

/// Long enough for a slow machine, and over before a test's patience is.
const DEADLINE: Duration = Duration::from_secs(20);

/// A connection is driven by the runtime that made it, and this one stands still while it is blocked.
#[tokio::test]
async fn async_and_blocking_calls_take_turns_on_one_thread() {
    let server = server([Act::Answer(ok("1"))]);
    let client = client(server.url());
    for _ in 0..3 {
        assert_eq!(client.job("7").deadline(DEADLINE).await.unwrap(), 1);
        assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
    }
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn blocking_and_async_calls_take_turns_on_one_thread() {
    let server = server([Act::Answer(ok("1"))]);
    let client = client(server.url());
    for _ in 0..3 {
        assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
        assert_eq!(client.job("7").deadline(DEADLINE).await.unwrap(), 1);
    }
    assert_eq!(server.count(), 6);
}

/// The runtime of the async calls is gone, and its connections with it.
#[test]
fn a_client_survives_the_runtime_that_used_it() {
    let server = server([Act::Answer(ok("1"))]);
    let client = client(server.url());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(client.job("7").send()).unwrap(), 1);
    assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
    drop(runtime);
    assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
}

/// The slot is held by a task that can't go on while its thread is blocked, and another queues for it.
#[tokio::test]
async fn a_blocking_call_waits_for_no_slot_of_an_async_one() {
    let server = server([Act::Hang, Act::Answer(ok("1"))]);
    let client = Client::builder().base_url(server.url()).max_in_flight(1).build().unwrap();
    let held = tokio::spawn(client.job("held").send());
    let queued = tokio::spawn(client.job("queued").send());
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
    held.abort();
    assert_eq!(queued.await.unwrap().unwrap(), 1);
}

/// The limit holds for blocking calls too.
#[test]
fn blocking_calls_wait_for_their_turn() {
    let server = server([Act::Hang]);
    let client = Client::builder().base_url(server.url()).max_in_flight(1).build().unwrap();
    let first = client.job("1").deadline(DEADLINE).send();
    let second = client.job("2").deadline(Duration::from_millis(100)).send();
    let either = block_on(futures_util::future::select(first, second));
    let Either::Right((second, first)) = either else { panic!("it never ends: {either:?}") };
    assert_eq!(second.unwrap_err().outcome(), Outcome::NotDone);
    assert_eq!(server.count(), 1);
    drop(first);
}

/// The background thread has a clock of its own.
#[tokio::test(start_paused = true)]
async fn time_that_is_paused_is_not_the_time_of_blocking_calls() {
    let server = server([Act::AnswerAndClose(answer("500 Sorry", &[], "")), Act::Answer(ok("1"))]);
    tokio::time::advance(Duration::from_secs(3600)).await;
    let client = client(server.url());
    assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
}

/// A task has a budget of what it may do at a stretch, and all of this is one stretch.
#[tokio::test]
async fn a_task_makes_many_blocking_calls() {
    let server = server([Act::Answer(ok("1"))]);
    let client = client(server.url());
    for _ in 0..300 {
        assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
    }
    let within_a_task = async move {
        for _ in 0..300 {
            assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
        }
    };
    tokio::spawn(within_a_task).await.unwrap();
}

#[test]
fn a_blocking_call_within_another() {
    let server = server([Act::Answer(ok("1"))]);
    let other = client(server.url());
    let seen = Arc::new(AtomicUsize::new(0));
    let note = Arc::clone(&seen);
    let observe = move |_: &u32| {
        other.job("8").blocking().unwrap();
        note.fetch_add(1, Ordering::Relaxed);
    };
    let client = Client::builder().base_url(server.url()).on_value(observe).build().unwrap();
    assert_eq!(client.job("7").blocking().unwrap(), 1);
    let nested = block_on(async { client.job("7").blocking().unwrap() });
    assert_eq!((nested, seen.load(Ordering::Relaxed), server.count()), (1, 2, 4));
}

/// What a blocking call spawns runs on the one thread that drives everything.
#[test]
fn a_blocking_call_on_the_background_thread() {
    let server = server([Act::Answer(ok("1"))]);
    let client = client(server.url());
    let value = block_on(async {
        let inner = client.clone();
        tokio::spawn(async move { inner.job("7").deadline(DEADLINE).blocking() }).await.unwrap()
    });
    assert_eq!(value.unwrap(), 1);
    assert_eq!(client.job("7").deadline(DEADLINE).blocking().unwrap(), 1);
}

#[derive(Clone)]
struct Spawning;

impl Service<http::Request<RequestBody>> for Spawning {
    type Response = http::Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = futures_util::future::BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<RequestBody>) -> Self::Future {
        let answer = tokio::spawn(async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            http::Response::new(Full::from("1"))
        });
        Box::pin(async { Ok(answer.await?) })
    }
}

#[test]
fn a_transport_of_ones_own_may_spawn() {
    let client = Client::builder().base_url("http://h.test").transport(Spawning).build().unwrap();
    assert_eq!(client.job("7").blocking().unwrap(), 1);
}

/// There is one pool only, so it is for one kind of calls.
#[tokio::test]
async fn a_client_of_a_reqwest_builder_is_for_one_kind_of_calls() {
    let server = server([Act::Answer(ok("1"))]);
    let client = || {
        let reqwest = reqwest::Client::builder().no_proxy();
        Client::builder().base_url(server.url()).reqwest(reqwest).build().unwrap()
    };
    let first_async = client();
    first_async.job("7").await.unwrap();
    let error = first_async.job("7").blocking().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone));
    assert!(error.to_string().contains("make a client for each"), "{error}");
    first_async.job("7").await.unwrap();

    let first_blocking = client();
    first_blocking.job("7").blocking().unwrap();
    assert_eq!(first_blocking.job("7").await.unwrap_err().kind(), Kind::Build);
    first_blocking.job("7").blocking().unwrap();
    assert_eq!(server.count(), 4);
}
