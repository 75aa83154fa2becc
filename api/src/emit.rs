//! Streams of what happens in a piece of work, which goes on while they are polled.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Where work says what happens.
pub(crate) struct Emitter<E>(Arc<Mutex<Queue<E>>>);

struct Queue<E> {
    events: VecDeque<E>,
    waker: Option<Waker>,
}

impl<E> Emitter<E> {
    pub(crate) fn emit(&self, event: E) {
        self.emit_over(event, |_| false);
    }

    /// The same in place of the event before it, if that one has not been seen yet and is `outdated`.
    pub(crate) fn emit_over(&self, event: E, outdated: impl Fn(&E) -> bool) {
        let waker = {
            let mut queue = self.lock();
            match queue.events.back_mut() {
                Some(last) if outdated(last) => *last = event,
                _ => queue.events.push_back(event),
            }
            queue.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Waits until all events have been taken.
    ///
    /// Work that is polled only where there is room for its events must begin nothing before that holds a
    /// turn in the client's limit: those that it would make room for may wait for that turn.
    pub(crate) async fn taken(&self) {
        // Nobody is to be woken: the work is polled whenever there is no event to be taken.
        poll_fn(|_| match self.lock().events.is_empty() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }

    fn take(&self) -> Option<E> {
        self.lock().events.pop_front()
    }

    fn lock(&self) -> MutexGuard<'_, Queue<E>> {
        // Nothing in here can be left half done by a panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E> Clone for Emitter<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Work under way: events while it lasts, and what it came to.
///
/// Nothing runs but while it is polled, and nothing is left running when it is dropped.
pub(crate) struct Emitting<'a, E, T> {
    events: Emitter<E>,
    work: Option<Pin<Box<dyn Future<Output = T> + Send + 'a>>>,
    end: Option<T>,
}

/// What comes out of work under way.
pub(crate) enum Step<E, T> {
    Event(E),
    /// The last: what it came to.
    End(T),
}

impl<'a, E, T> Emitting<'a, E, T> {
    pub(crate) fn new<F>(work: impl FnOnce(Emitter<E>) -> F) -> Self
    where
        F: Future<Output = T> + Send + 'a,
    {
        let events = Emitter(Arc::new(Mutex::new(Queue { events: VecDeque::new(), waker: None })));
        let work = work(events.clone());
        Self { events, work: Some(Box::pin(work)), end: None }
    }

    /// `None` after the end.
    pub(crate) fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Option<Step<E, T>>> {
        if let Some(event) = self.events.take() {
            return Poll::Ready(Some(Step::Event(event)));
        }
        if let Some(work) = &mut self.work {
            // Events come from other tasks too, those of connections.
            self.events.lock().waker = Some(context.waker().clone());
            if let Poll::Ready(end) = work.as_mut().poll(context) {
                self.work = None;
                self.end = Some(end);
            }
        }
        if let Some(event) = self.events.take() {
            return Poll::Ready(Some(Step::Event(event)));
        }
        match (self.end.take(), &self.work) {
            (Some(end), _) => Poll::Ready(Some(Step::End(end))),
            (None, Some(_)) => Poll::Pending,
            (None, None) => Poll::Ready(None),
        }
    }
}

// Nothing in it is pinned but what stands in the box.
impl<E, T> Unpin for Emitting<'_, E, T> {}
