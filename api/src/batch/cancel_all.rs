//! Cancelling many jobs.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use endpoint::{Call, Error};
use futures_core::Stream;
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::BatchEndpoints;
use super::job::BatchCancelResponse;
use super::params::BatchCancelParams;

/// What became of the cancellation of one job of many.
#[derive(Debug)]
#[non_exhaustive]
pub struct Cancellation {
    /// The job that was to be cancelled, as it was asked for.
    pub job_id: String,
    /// What the service says about it, or why it could not be cancelled.
    pub answer: Result<BatchCancelResponse, Error>,
}

/// Many jobs that are to be cancelled; see [`BatchEndpoints::cancel_all`]. Await it for all answers in
/// the order of the ids, or take each as it comes: it is a stream too.
#[must_use = "nothing is sent until it is awaited or polled"]
pub struct CancelAll<'a> {
    cancel: Box<Cancel<'a>>,
    params: BatchCancelParams,
    at_once: usize,
    to_cancel: vec::IntoIter<String>,
    taken: usize,
    in_flight: FuturesUnordered<InFlight>,
}

// The trait's own method, so that what a mock overrides counts here too.
type Cancel<'a> = dyn Fn(&str, &BatchCancelParams) -> Call<BatchCancelResponse> + Send + Sync + 'a;
/// A call on its way, with the place of its job among all.
type InFlight = Pin<Box<dyn Future<Output = (usize, Cancellation)> + Send>>;

impl<'a> CancelAll<'a> {
    pub(super) fn new<E: BatchEndpoints + ?Sized>(
        endpoints: &'a E,
        job_ids: Vec<String>,
        params: &BatchCancelParams,
    ) -> Self {
        Self {
            cancel: Box::new(|job_id, params| endpoints.cancel(job_id, params)),
            params: params.clone(),
            at_once: AT_ONCE,
            to_cancel: job_ids.into_iter(),
            taken: 0,
            in_flight: FuturesUnordered::new(),
        }
    }

    /// How many are cancelled at the same time at most; 16 if not set, and never none.
    pub fn at_once(mut self, at_once: usize) -> Self {
        self.at_once = at_once.max(1);
        self
    }

    /// What became of the next, in the order in which the answers come; `None` after the last. The
    /// stream itself, for code that needs no `StreamExt`.
    pub async fn next(&mut self) -> Option<Cancellation> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<Option<(usize, Cancellation)>> {
        while self.in_flight.len() < self.at_once {
            let Some(job_id) = self.to_cancel.next() else { break };
            let call = (self.cancel)(&job_id, &self.params);
            let place = self.taken;
            self.taken += 1;
            self.in_flight.push(Box::pin(async move {
                let answer = call.await;
                (place, Cancellation { job_id, answer })
            }));
        }
        self.in_flight.poll_next_unpin(context)
    }
}

impl Stream for CancelAll<'_> {
    type Item = Cancellation;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Cancellation>> {
        let answer = self.get_mut().poll_answer(context);
        answer.map(|answer| answer.map(|(_, cancellation)| cancellation))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.to_cancel.len() + self.in_flight.len();
        (left, Some(left))
    }
}

impl<'a> IntoFuture for CancelAll<'a> {
    type Output = Vec<Cancellation>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(self.size_hint().0);
            while let Some(answer) = poll_fn(|context| self.poll_answer(context)).await {
                answers.push(answer);
            }
            answers.sort_unstable_by_key(|(place, _)| *place);
            answers.into_iter().map(|(_, cancellation)| cancellation).collect()
        })
    }
}

impl fmt::Debug for CancelAll<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelAll")
            .field("to_cancel", &self.to_cancel.len())
            .field("in_flight", &self.in_flight.len())
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}

/// So many at a time leave room for what else the client does.
const AT_ONCE: usize = 16;
