//! Calls from code that is not async: `.blocking()` in place of `.await`.
//!
//! ```no_run
//! use endpoint::{Call, Client, Endpoints, OffsetPage, endpoint};
//!
//! # #[derive(serde::Deserialize)]
//! # struct Report { title: String }
//! trait Reports: Endpoints {
//!     #[endpoint(get = "/reports/{id}")]
//!     fn report(&self, id: &str) -> Call<Report>;
//!
//!     #[endpoint(get = "/titles")]
//!     fn titles(&self) -> Call<OffsetPage<String>>;
//! }
//!
//! impl Reports for Client {}
//!
//! fn main() -> endpoint::Result<()> {
//!     let client = Client::builder().base_url("https://api.example.com").build()?;
//!     let report = client.report("7").blocking()?;
//!     println!("{}", report.title);
//!     for title in client.titles().items().blocking() {
//!         println!("{}", title?);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! It is the same call, with the same retries and limits, polled on the calling thread until it is done.
//! What is a stream becomes an iterator, [`Iter`], that works as it is asked for the next. For any other
//! future there is [`block_on`], for any other stream [`iter`].
//!
//! # Inside a runtime
//!
//! It may be called from anywhere: a plain thread, an async function in a runtime of either kind, a task of
//! `spawn_blocking`, a callback of another call. A thread of this crate's, made at the first blocking call
//! and kept for the process, drives the connections and timers of all blocking calls. They share no
//! connection with async calls, nor their turns in
//! [`max_in_flight`](crate::ClientBuilder::max_in_flight): neither waits for what a blocked runtime would have
//! to do. Retry budget, pauses that a server asks for, and all else of the client are shared.
//!
//! But it blocks: other tasks of the same thread stand still meanwhile, so that in an async function `.await`
//! is better wherever it can be written. What a blocked task would have to do for the call is never done: to
//! serve it in a test on the same runtime, to feed the stream that it uploads, or to read the connection
//! of a [`ByteStream`] that was opened by an async call of that thread.
//!
//! # Forks
//!
//! A process that forks makes its first blocking call after that: the thread stays with the parent.

use std::cell::Cell;
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::io;
use std::pin::Pin;
use std::process;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use bytes::Bytes;
use futures_core::Stream;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{block_in_place, unconstrained};

use crate::byte_stream::ByteStream;
use crate::call::{Call, RawFuture};
use crate::download::{Download, ToFile};
use crate::error::{Error, Kind, Outcome, Result};
use crate::page::{Items, Page, Pages};
use crate::response::Raw;

/// Runs a future to its end on this thread: several calls at once, or an async function.
///
/// The future runs as [the module](self) says: calls in it are blocking ones, and what it spawns with
/// tokio runs on the background thread.
///
/// ```
/// # use endpoint::Call;
/// # let (one, two) = (Call::ready(1), Call::ready(2));
/// let both = futures_util::future::join(one.into_future(), two.into_future());
/// let (one, two) = endpoint::blocking::block_on(both);
/// assert_eq!(one? + two?, 3);
/// # Ok::<(), endpoint::Error>(())
/// ```
///
/// # Panics
/// If the background thread can't be made, as [`std::thread::spawn`] does, or if this process was
/// forked after its first blocking call. [`start`] tells without a panic.
#[expect(clippy::panic, reason = "of an output that may be anything no error can be made")]
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    match Background::get() {
        Ok(background) => background.run(future),
        Err(error) => panic!("{error}"),
    }
}

/// Makes an iterator of a stream, as [`Items::blocking`] does. A stream that is not `Unpin` is boxed
/// with `Box::pin` before.
pub fn iter<S: Stream + Unpin>(stream: S) -> Iter<S> {
    Iter { stream }
}

/// Makes the background thread, if it is not there yet. Nobody needs to call it: it is for programs that
/// must know early whether there will be one.
///
/// # Errors
/// [`Kind::Build`] if the system has no thread or no file descriptor left, or if this process was forked
/// after its first blocking call.
pub fn start() -> Result<()> {
    Background::get().map(drop)
}

impl<T: 'static> Call<T> {
    /// Sends the request, and waits on this thread for the value: `.await` for code that is not async. See
    /// [`blocking`](self).
    ///
    /// ```
    /// let call = endpoint::Call::ready(7);
    /// assert_eq!(call.blocking()?, 7);
    /// # Ok::<(), endpoint::Error>(())
    /// ```
    ///
    /// # Errors
    /// As awaiting it, and [`Kind::Build`] as [`start`].
    pub fn blocking(self) -> Result<T> {
        if self.endpoint().is_none() {
            // A mock's needs nothing that would have to be driven.
            return pollster::block_on(self);
        }
        run(self)
    }
}

impl RawFuture {
    /// Waits on this thread for the response. See [`blocking`](self).
    ///
    /// ```no_run
    /// # fn example(call: endpoint::Call<String>) -> endpoint::Result<()> {
    /// println!("{}", call.raw().blocking()?.status());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As awaiting it, and [`Kind::Build`] as [`start`].
    pub fn blocking(self) -> Result<Raw> {
        run(self)
    }
}

impl Download {
    /// Waits on this thread for the content. See [`blocking`](self).
    ///
    /// ```no_run
    /// # fn example(client: endpoint::Client, url: String) -> endpoint::Result<()> {
    /// let content = client.download(url).blocking()?;
    /// # let _ = content;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As awaiting it, and [`Kind::Build`] as [`start`].
    pub fn blocking(self) -> Result<Bytes> {
        run(self)
    }
}

impl ToFile {
    /// Waits on this thread until the file is whole, and returns its length. See [`blocking`](self).
    ///
    /// ```no_run
    /// # fn example(client: endpoint::Client, url: String) -> endpoint::Result<()> {
    /// let bytes = client.download(url).to_file("results/scan.md").blocking()?;
    /// # let _ = bytes;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As awaiting it, and [`Kind::Build`] as [`start`].
    pub fn blocking(self) -> Result<u64> {
        run(self)
    }
}

impl<P: Page> Pages<P> {
    /// The pages as an iterator, which waits on this thread for each. See [`blocking`](self).
    ///
    /// ```
    /// # fn main() -> endpoint::Result<()> {
    /// # let call = endpoint::Call::ready(endpoint::OffsetPage::new(vec!["a".to_owned()]));
    /// for page in call.pages().blocking() {
    ///     println!("{} items", page?.items.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn blocking(self) -> Iter<Self> {
        iter(self)
    }
}

impl<P: Page> Items<P>
where
    P::Item: Unpin,
{
    /// The items as an iterator, which waits on this thread for each page. See [`blocking`](self).
    ///
    /// ```
    /// # fn main() -> endpoint::Result<()> {
    /// # let call = endpoint::Call::ready(endpoint::OffsetPage::new(vec!["a".to_owned()]));
    /// let items: Vec<String> = call.items().blocking().collect::<Result<_, _>>()?;
    /// assert_eq!(items, ["a"]);
    /// # Ok(()) }
    /// ```
    pub fn blocking(self) -> Iter<Self> {
        iter(self)
    }
}

impl ByteStream {
    /// The pieces as an iterator, which waits on this thread for each. See [`blocking`](self).
    ///
    /// ```no_run
    /// # fn example(call: endpoint::Call<String>) -> endpoint::Result<()> {
    /// for piece in call.bytes_stream().blocking()?.blocking() {
    ///     println!("{} bytes", piece?.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn blocking(self) -> Iter<Self> {
        iter(self)
    }
}

/// A stream as an iterator: each `next` waits on the calling thread.
///
/// Between two of them nothing runs, and nothing is fetched after it is dropped.
///
/// # Panics
/// `next` does as [`block_on`].
#[must_use = "an iterator does nothing until it is asked for the next"]
pub struct Iter<S> {
    stream: S,
}

impl<S> Iter<S> {
    /// The stream, to be read on by async code.
    pub fn into_inner(self) -> S {
        self.stream
    }
}

impl<S: Stream + Unpin> Iterator for Iter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        block_on(poll_fn(|context| Pin::new(&mut self.stream).poll_next(context)))
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.stream).finish()
    }
}

fn run<T, F: IntoFuture<Output = Result<T>>>(future: F) -> Result<T> {
    Background::get()?.run(future)
}

/// Whether what runs here is a blocking call, or was started by one: its connections are driven by the
/// background thread.
pub(crate) fn is_here() -> bool {
    BACKGROUND.get().is_some_and(|background| {
        let id = background.runtime.handle().id();
        Handle::try_current().is_ok_and(|current| current.id() == id)
    })
}

/// What drives the connections and timers of blocking calls.
struct Background {
    runtime: Runtime,
    /// The process that its thread belongs to.
    process: u32,
}

static BACKGROUND: OnceLock<Background> = OnceLock::new();
static MAKING: Mutex<()> = Mutex::new(());

thread_local! {
    /// Whether this is a thread of the background runtime.
    static IS_OURS: Cell<bool> = const { Cell::new(false) };
}

impl Background {
    /// The one of this process; made when it is first needed.
    fn get() -> Result<&'static Self> {
        let background = match BACKGROUND.get() {
            Some(background) => background,
            None => {
                let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
                match BACKGROUND.get() {
                    Some(background) => background,
                    None => {
                        let background = Self::new().map_err(|error| {
                            let what = "the thread that drives blocking calls can't be made";
                            Error::new(Kind::Build, Outcome::NotDone, what).with_source(error)
                        })?;
                        BACKGROUND.get_or_init(|| background)
                    }
                }
            }
        };
        if background.process != process::id() {
            return Err(Error::build(
                "this process was forked after its first blocking call, and the thread that drives such \
                 calls stayed with the parent: make the first one after the fork",
            ));
        }
        Ok(background)
    }

    fn new() -> io::Result<Self> {
        // On a thread of its own, as tokio panics where the system has no thread left.
        let made = thread::Builder::new().name(THREAD.to_owned()).spawn(|| {
            // Not the kind with one thread only: that one could not go on where `run` is called on it.
            Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name(THREAD)
                .on_thread_start(|| IS_OURS.set(true))
                .enable_all()
                .build()
        });
        let made = made?.join().map_err(|_| io::Error::other("the system has no thread left"))?;
        Ok(Self { runtime: made?, process: process::id() })
    }

    fn run<F: IntoFuture>(&self, future: F) -> F::Output {
        let wait = || {
            let _context = self.runtime.enter();
            // In a task of another runtime that one's budget would be spent, and not filled up before
            // this returns.
            pollster::block_on(unconstrained(future.into_future()))
        };
        // Here too it may be called: by a stream that is uploaded, for example.
        if IS_OURS.get() { block_in_place(wait) } else { wait() }
    }
}

const THREAD: &str = "endpoint-io";
