//! A call: a request and its options, not yet sent.

use std::any::Any;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub use self::preview::Preview;
use crate::attempt::Response;
use crate::byte_stream::ByteStream;
use crate::client::Client;
use crate::endpoints::Endpoint;
use crate::error::{Error, ReadError, Result};
use crate::params::{self, ParamsValue, StructOf};
use crate::request::json::Json;
use crate::request::{Draft, Encoded, HeaderText, JsonBody, QueryValue, Request};
use crate::response::Raw;
use crate::send::send;
use crate::value::{Delivery, EmptyValue, Value};

mod curl;
mod preview;

/// A request that has not been sent, and will return a `T`.
///
/// A method with [`#[endpoint]`](macro@crate::endpoint) returns it. Nothing happens until it is
/// awaited (or [`send`](Self::send) is); until then its options can be set. It borrows nothing, so it
/// can be spawned.
///
/// Dropping the future stops the call at once: nothing is sent later, and nothing runs on in the
/// background. Whether the server has acted by then is unknown.
///
/// ```
/// # use endpoint::{Call, Client, Endpoints, endpoint};
/// # use std::time::Duration;
/// # trait Reports: Endpoints {
/// #     #[endpoint(get = "/reports/{id}")]
/// #     fn report(&self, id: &str) -> Call<String>;
/// # }
/// # impl Reports for Client {}
/// # async fn example(client: Client) -> endpoint::Result<()> {
/// let report = client
///     .report("7")
///     .timeout(Duration::from_secs(10))
///     .retries(2)
///     .header("x-trace", "on")
///     .await?;
/// # let _ = report;
/// # Ok(()) }
/// ```
#[must_use = "a call does nothing until it is awaited: add `.await` (or `.send()`, to spawn it)"]
pub struct Call<T> {
    state: State,
    finish: Finish<T>,
}

/// How the value is had in the end. It is known since the call was made, so that awaiting it asks nothing of
/// `T`: a type that can't be read is told where the method returns it, and not again at each use.
type Finish<T> = fn(Finished) -> Result<T>;

enum State {
    Request(Box<Draft>),
    Ready(Box<dyn Any + Send>),
    ReadyJson(Box<Bytes>),
}

/// What a call ends with, if not with an error.
enum Finished {
    Response(Raw),
    /// The value of a ready call.
    Ready(Box<dyn Any + Send>),
}

impl Finished {
    fn read<T: Value>(self) -> Result<T> {
        match &self {
            Self::Response(raw) => raw.parse(),
            Self::Ready(_) => Err(Error::build(NO_RESPONSE)),
        }
    }

    /// The response as it comes, or a ready value that is one.
    fn stream(self) -> Result<ByteStream> {
        match &self {
            Self::Response(raw) => raw.parse(),
            Self::Ready(value) if value.is::<ByteStream>() => self.value(),
            Self::Ready(_) => {
                Err(Error::build(format!("{NO_RESPONSE} that could be read as it comes")))
            }
        }
    }

    fn value<T: 'static>(self) -> Result<T> {
        match self {
            Self::Ready(value) => match value.downcast() {
                Ok(value) => Ok(*value),
                Err(_) => Err(Error::build("a ready value has another type")),
            },
            Self::Response(_) => Err(Error::build("a response came where a ready value was due")),
        }
    }

    fn response(self) -> Result<Raw> {
        match self {
            Self::Response(raw) => Ok(raw),
            Self::Ready(_) => Err(Error::build(NO_RESPONSE)),
        }
    }
}

const NO_RESPONSE: &str = "a ready value has no response";

impl<T> Call<T> {
    /// A call that sends nothing and returns `value`: what a mock of an endpoint returns.
    ///
    /// ```
    /// # tokio_test::block_on(async {
    /// let call = endpoint::Call::ready(7);
    /// assert_eq!(call.await.unwrap(), 7);
    /// # });
    /// ```
    pub fn ready(value: T) -> Self
    where
        T: Send + 'static,
    {
        Self { state: State::Ready(Box::new(value)), finish: Finished::value }
    }

    /// A call that sends nothing, and decodes `json` as if a server had answered it with a 200.
    pub fn ready_json(json: impl Into<String>) -> Self
    where
        T: Value,
    {
        let json = Bytes::from(json.into());
        Self { state: State::ReadyJson(Box::new(json)), finish: Finished::read }
    }

    /// Sets a header of this call. It replaces what the declaration or the client set under that
    /// name; an absent `Option` changes nothing. The `content-type` of parts can't be set, as their
    /// boundary stands in it.
    pub fn header<V: HeaderText>(self, name: &str, value: V) -> Self {
        self.with(|draft| draft.call_header(name, &value))
    }

    /// Sets a query parameter of this call. It replaces what the declaration or the client set under
    /// that name; with an absent `Option` the parameter is not sent at all.
    pub fn query<V: QueryValue>(self, name: &str, value: V) -> Self {
        self.with(|draft| draft.call_query(name, &value, true))
    }

    /// Adds a query parameter to those that are already there under that name, be it by the declaration,
    /// the call or the client.
    pub fn append_query<V: QueryValue>(self, name: &str, value: V) -> Self {
        self.with(|draft| draft.call_query(name, &value, false))
    }

    /// Sets a member of the JSON body that the declaration does not know. It replaces a member of
    /// that name. The call must have a JSON object for its body, or none yet and not be a GET or HEAD.
    pub fn body_field<V: JsonBody>(self, name: &str, value: V) -> Self {
        self.with(|draft| draft.body_field(name, &Json(&value)))
    }

    /// How long one attempt may take, instead of what the client says. For a raw body and for parts it
    /// is how long no byte may move until they are sent.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|draft| {
            if timeout.is_zero() {
                draft.fail(Error::build("`timeout` is 0, so that nothing could ever be sent"));
            }
            draft.options.timeout = Some(timeout);
        })
    }

    /// How long the call may take with all its attempts and pauses, instead of what the client says.
    ///
    /// An upload has no deadline unless this sets one: a call that reads a file or a stream while it
    /// sends it. Bytes and texts in memory are none. Where there is no deadline, the pauses that a server
    /// asks for may take no longer together than the client's deadline.
    pub fn deadline(self, deadline: Duration) -> Self {
        self.with(|draft| draft.options.deadline = Some(deadline))
    }

    /// How often the call may be sent again where that can do no harm, instead of what the client
    /// says.
    ///
    /// Not every further attempt is a retry, so that also with 0 there may be more than one: an answer
    /// that asks to wait (429, or 503, with `retry-after`) uses up none, nor does a kept connection that
    /// turns out to be closed.
    pub fn retries(self, retries: u32) -> Self {
        self.with(|draft| draft.options.retries = Some(retries))
    }

    /// The largest response body of this call, in bytes, instead of what the client says.
    pub fn max_body(self, bytes: u64) -> Self {
        self.with(|draft| draft.options.max_body = Some(bytes))
    }

    /// Says whether sending this request twice does no harm, instead of what the declaration says.
    ///
    /// Say `true` only if the server provably treats a second copy as the first, because of a key in
    /// the request for example: then it is sent again even when it may have arrived.
    pub fn idempotent(self, idempotent: bool) -> Self {
        self.with(|draft| draft.endpoint.set_idempotent(idempotent))
    }

    /// The same request, with a response that is read as it comes instead of as a `T`. Of a mock it
    /// needs [`ready_json`](Self::ready_json): the value of [`ready`](Self::ready) has no response.
    ///
    /// ```no_run
    /// # async fn example(call: endpoint::Call<String>) -> endpoint::Result<()> {
    /// let mut stream = call.bytes_stream().await?;
    /// while let Some(piece) = stream.chunk().await? {
    ///     println!("{} bytes", piece.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn bytes_stream(self) -> Call<ByteStream> {
        let call = self.with(|draft| draft.options.delivery = Delivery::Stream);
        Call { state: call.state, finish: Finished::stream }
    }

    /// The endpoint that is called; `None` for a [ready](Self::ready) call.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        match &self.state {
            State::Request(draft) => Some(&draft.endpoint),
            State::Ready(_) | State::ReadyJson(_) => None,
        }
    }

    /// The request that would be sent, with its limits. Nothing is sent.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if it can't be made, or if this is a
    /// [ready](Self::ready) call, which has no request.
    pub fn preview(self) -> Result<Preview> {
        match self.state {
            State::Request(draft) => Ok(Preview::new(draft.prepare()?)),
            State::Ready(_) | State::ReadyJson(_) => {
                Err(Error::build("a ready call has no request to be previewed"))
            }
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __struct<P: ParamsValue + ?Sized>(shown: &'static str) -> StructOf<P> {
        StructOf { shown, ..params::struct_of() }
    }

    fn with(mut self, set: impl FnOnce(&mut Draft)) -> Self {
        if let State::Request(draft) = &mut self.state {
            set(draft);
        }
        self
    }

    pub(crate) fn draft_mut(&mut self) -> Option<&mut Box<Draft>> {
        match &mut self.state {
            State::Request(draft) => Some(draft),
            State::Ready(_) | State::ReadyJson(_) => None,
        }
    }

    pub(crate) fn of_draft(draft: Box<Draft>) -> Self
    where
        T: Value,
    {
        Self { state: State::Request(draft), finish: Finished::read }
    }
}

impl<T: 'static> Call<T> {
    /// Sends the request; the same as awaiting the call, as a future that has a name.
    ///
    /// ```no_run
    /// # async fn example(call: endpoint::Call<String>) -> Result<(), Box<dyn std::error::Error>> {
    /// let report = tokio::spawn(call.send());
    /// // …
    /// let report = report.await??;
    /// # let _ = report;
    /// # Ok(()) }
    /// ```
    pub fn send(self) -> CallFuture<T> {
        CallFuture { state: FutureState::of(self.state), finish: self.finish }
    }

    /// Sends the request, and returns the response undecoded: status, headers, body, and the
    /// attempts that were made.
    ///
    /// # Errors
    /// As awaiting the call, but for [`Kind::Decode`](crate::Kind::Decode): a status that is no 2xx, or
    /// not the one that the endpoint declares with `expect`, is an error here too.
    pub fn raw(self) -> RawFuture {
        RawFuture(FutureState::of(self.state))
    }
}

impl<T: 'static> IntoFuture for Call<T> {
    type Output = Result<T>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> CallFuture<T> {
        self.send()
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Request(draft) => f.debug_tuple("Call").field(draft).finish(),
            State::Ready(_) | State::ReadyJson(_) => f.write_str("Call(ready)"),
        }
    }
}

/// A call on its way; see [`Call::send`].
#[must_use = "futures do nothing unless awaited"]
pub struct CallFuture<T> {
    state: FutureState,
    finish: Finish<T>,
}

enum FutureState {
    Sending(Pin<Box<dyn Future<Output = Result<Raw>> + Send>>),
    Ready(Option<Box<dyn Any + Send>>),
}

impl FutureState {
    fn of(state: State) -> Self {
        match state {
            State::Request(draft) => Self::Sending(Box::pin(raw(draft))),
            State::ReadyJson(json) => {
                Self::Sending(Box::pin(std::future::ready(Ok(ready_raw(*json)))))
            }
            State::Ready(value) => Self::Ready(Some(value)),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Finished>> {
        match self {
            Self::Sending(sending) => {
                sending.as_mut().poll(context).map(|raw| raw.map(Finished::Response))
            }
            Self::Ready(value) => Poll::Ready(value.take().map(Finished::Ready).ok_or_else(|| {
                Error::build("the value of a ready call is gone: it was polled after its end")
            })),
        }
    }
}

impl<T: 'static> Future for CallFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        match self.state.poll(context) {
            Poll::Ready(Ok(finished)) => Poll::Ready((self.finish)(finished)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFuture").finish_non_exhaustive()
    }
}

/// A call on its way, whose response is not read as a value; see [`Call::raw`].
#[must_use = "futures do nothing unless awaited"]
pub struct RawFuture(FutureState);

impl Future for RawFuture {
    type Output = Result<Raw>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Raw>> {
        self.0.poll(context).map(|finished| finished?.response())
    }
}

impl fmt::Debug for RawFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawFuture").finish_non_exhaustive()
    }
}

async fn raw(draft: Box<Draft>) -> Result<Raw> {
    let request = draft.prepare()?;
    let received = send(&request).await?;
    Ok(Raw::new(received, *request))
}

fn ready_raw(json: Bytes) -> Raw {
    Raw::ready(Response {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: json,
        open: None,
    })
}

/// What a method with `#[endpoint]` returns: a [`Call`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an endpoint returns a `Call`, not `{Self}`",
    label = "is no `Call`",
    note = "the method returns an `endpoint::Call<T>`, a request that is sent when it is awaited; `T` is what the response is read as"
)]
pub trait IsCall {
    #[doc(hidden)]
    fn __from_request(request: Request) -> Self;
}

/// The same where the response has no body.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an endpoint returns a `Call`, not `{Self}`",
    label = "is no `Call`",
    note = "the method returns an `endpoint::Call<T>`, a request that is sent when it is awaited; `T` is what the response is read as"
)]
pub trait IsEmptyCall: IsCall {}

impl<T: EmptyValue> IsEmptyCall for Call<T> {}

impl<T: Value> IsCall for Call<T> {
    fn __from_request(request: Request) -> Self {
        Self::of_draft(request.read_as(T::__form()))
    }
}

/// What a call sets; what it leaves open the client says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retries: Option<u32>,
    pub(crate) max_body: Option<u64>,
    pub(crate) delivery: Delivery,
    /// The one status that is a success; any 2xx if there is none.
    pub(crate) expect: Option<StatusCode>,
    /// How the body of a failed status is read, for whom its endpoint names a type.
    pub(crate) read_error: Option<ReadError>,
    /// The query parameters that the call has set or taken away.
    pub(crate) replaced_query: Vec<String>,
}

/// What holds for a call in the end.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retries: u32,
    pub(crate) max_body: u64,
    /// Whether the deadline holds for a body that is streamed too: only one that the call itself sets.
    pub(crate) deadline_holds_streams: bool,
    pub(crate) expect: Option<StatusCode>,
}

impl Limits {
    /// Whether a response with this status is the one that is asked for.
    pub(crate) fn expects(&self, status: StatusCode) -> bool {
        self.expect.map_or(status.is_success(), |expected| expected == status)
    }
}

impl Options {
    pub(crate) fn limits(&self, client: &Client, body: &Encoded) -> Limits {
        let policy = client.policy();
        let deadline = (!body.is_upload()).then_some(policy.deadline);
        Limits {
            timeout: self.timeout.unwrap_or(policy.timeout),
            deadline: self.deadline.or(deadline),
            retries: self.retries.unwrap_or(policy.retries),
            max_body: self.max_body.unwrap_or_else(|| match self.delivery {
                // It is never held in memory.
                Delivery::Stream => u64::MAX,
                _ => client.max_body(),
            }),
            deadline_holds_streams: self.deadline.is_some(),
            expect: self.expect,
        }
    }
}
